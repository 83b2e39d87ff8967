package io.cachex.codec;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.JsonParserDelegate;

/** Refuses properties with longer names than a document may have, where the parser itself does not. */
final class NameLimit extends JsonParserDelegate {

    NameLimit(JsonParser parser) {
        super(parser);
    }

    @Override
    public @Nullable JsonToken nextToken() {
        JsonToken token = super.nextToken();
        if (token == JsonToken.PROPERTY_NAME) {
            check(currentName());
        }
        return token;
    }

    @Override
    public @Nullable String nextName() {
        return check(super.nextName());
    }

    /** What matches is a name of the class. */
    @Override
    public int nextNameMatch(PropertyNameMatcher matcher) {
        int match = super.nextNameMatch(matcher);
        if (match == PropertyNameMatcher.MATCH_UNKNOWN_NAME) {
            check(currentName());
        }
        return match;
    }

    private @Nullable String check(@Nullable String name) {
        if (name != null && name.length() > DocumentLimits.LONGEST_NAME) {
            throw new StreamConstraintsException("Name length (" + name.length() + ") exceeds the maximum allowed ("
                    + DocumentLimits.LONGEST_NAME + ')');
        }
        return name;
    }
}
