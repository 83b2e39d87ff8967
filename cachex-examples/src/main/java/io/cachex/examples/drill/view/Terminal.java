package io.cachex.examples.drill.view;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;

/**
 * Where the output goes, and what can be done there.
 *
 * @param out takes the output
 * @param redraws whether lines that were printed can be printed over
 * @param style whether colours are wanted
 * @param blocks whether it can print block characters
 */
public record Terminal(PrintWriter out, boolean redraws, Style style, boolean blocks) {

    /**
     * The JVM's terminal, else {@code otherwise}, which may be a file. Heeds the variables {@code TERM} and
     * {@code NO_COLOR} (see no-color.org).
     */
    @SuppressWarnings("SystemConsoleNull") // isTerminal() covers the JDKs where it is never null
    public static Terminal detect(Map<String, String> environment, PrintWriter otherwise) {
        Console console = System.console();
        // The console's own writer: Maven has put a filter before System.out, which drops what moves the cursor.
        return console == null || !isTerminal(console) || isDumb(environment)
                ? file(otherwise)
                : of(console.writer(), environment, console.charset());
    }

    /** A file or a pipe. */
    static Terminal file(PrintWriter out) {
        return new Terminal(out, false, Style.PLAIN, false);
    }

    static Terminal of(PrintWriter out, Map<String, String> environment, Charset charset) {
        boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
        boolean blocks = charset.canEncode() && charset.newEncoder().canEncode('█');
        return new Terminal(out, true, colours ? Style.COLOURED : Style.PLAIN, blocks);
    }

    private static boolean isDumb(Map<String, String> environment) {
        return environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** From JDK 22 on there is a console also when the output is a file, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true; // up to JDK 21 a console is a terminal
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
