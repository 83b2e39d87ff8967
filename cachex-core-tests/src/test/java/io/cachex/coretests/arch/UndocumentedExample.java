package io.cachex.coretests.arch;

public final class UndocumentedExample {

    public void bare() {}

    /** This one has a comment. */
    public void documented() {}

    void hidden() {}

    @Override
    public String toString() {
        return "";
    }

    /** What a reader sees of it is promised. */
    public interface Inner {
        void alsoBare();
    }
}
