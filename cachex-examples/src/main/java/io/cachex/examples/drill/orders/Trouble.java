package io.cachex.examples.drill.orders;

/** The phases of the third act. */
public enum Trouble {
    NORMAL("normal", 3, "all is well, but for some rows that the database refuses for ever"),
    DOWN("database down", 4, "the database takes no connections"),
    BACK("back", 2, "it is there again, and what waited is written"),
    DOWN_AGAIN("down again", 2, "so that much is waiting when"),
    KILLED("killed", 1, "the service is killed (kill -9) and started again"),
    RESTARTED("restarted", 4, "the database is back, too");

    /** All lengths together. */
    static final int PARTS = 16;

    private final String text;
    private final int parts;
    private final String meaning;

    Trouble(String text, int parts, String meaning) {
        this.text = text;
        this.parts = parts;
        this.meaning = meaning;
    }

    int begins() {
        return ends() - parts;
    }

    int ends() {
        int end = 0;
        for (Trouble trouble : values()) {
            end += trouble.parts;
            if (trouble == this) {
                break;
            }
        }
        return end;
    }

    boolean databaseIsDown() {
        return this == DOWN || this == DOWN_AGAIN || this == KILLED;
    }

    /** What happens, in words. */
    public String meaning() {
        return meaning;
    }

    @Override
    public String toString() {
        return text;
    }
}
