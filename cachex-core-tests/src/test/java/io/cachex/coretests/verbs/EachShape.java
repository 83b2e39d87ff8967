package io.cachex.coretests.verbs;

import io.cachex.coretests.Face;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A test that takes a {@link Face} and a {@link Shape} and runs once with each pair. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}, {1}")
@ArgumentsSource(EachShape.Pairs.class)
@interface EachShape {

    /** Every face with every shape. */
    final class Pairs implements ArgumentsProvider {
        @Override
        public Stream<? extends Arguments> provideArguments(ExtensionContext context) {
            return Arrays.stream(Face.values())
                    .flatMap(face -> Arrays.stream(Shape.values()).map(shape -> Arguments.of(face, shape)));
        }
    }
}
