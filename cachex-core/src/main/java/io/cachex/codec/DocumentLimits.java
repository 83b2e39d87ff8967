package io.cachex.codec;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** What a document may be, whichever its format: the same for JSON, Smile and CBOR. */
final class DocumentLimits {

    static final int LONGEST_NAME = 50_000;

    private static final int DEEPEST = 500;

    private DocumentLimits() {}

    static StreamReadConstraints reading() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxStringLength(20_000_000)
                .maxNumberLength(1_000)
                .maxNameLength(LONGEST_NAME)
                .build();
    }

    static StreamWriteConstraints writing() {
        return StreamWriteConstraints.builder().maxNestingDepth(DEEPEST).build();
    }

    /** Unknown properties are for rolling upgrades; classes that the document names are for nobody. */
    static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B strict(B mapper) {
        return mapper.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .polymorphicTypeValidator(
                        BasicPolymorphicTypeValidator.builder().build()); // allows nothing
    }
}
