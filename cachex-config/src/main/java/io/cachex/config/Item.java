package io.cachex.config;

import java.util.List;
import java.util.Map;

/** A node of a document, with its position. Immutable; an alias is the item that it names. */
sealed interface Item {

    /** Where it begins. */
    Position at();

    /** How many nodes it has when all aliases are followed; itself is one. */
    long size();

    /** What it is, for people. */
    String inWords();

    /** What a scalar is by itself. */
    enum Type {
        TEXT,
        WHOLE,
        NUMBER,
        TRUTH,
        NOTHING
    }

    /** A scalar. */
    record Scalar(String text, Type type, Position at) implements Item {

        @Override
        public long size() {
            return 1;
        }

        @Override
        public String inWords() {
            return type == Type.NOTHING ? "nothing" : "a single value";
        }
    }

    /** A list. */
    record Sequence(List<Item> items, long size, Position at) implements Item {

        @Override
        public String inWords() {
            return "a list";
        }
    }

    /** Keys with values, in the document's order. */
    record Fields(Map<String, Field> fields, long size, Position at) implements Item {

        @Override
        public String inWords() {
            return "keys with values";
        }
    }

    /**
     * A key and its value.
     *
     * @param at where the key stands
     */
    record Field(Position at, Item item) {}
}
