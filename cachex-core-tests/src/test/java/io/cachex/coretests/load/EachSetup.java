package io.cachex.coretests.load;

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

/** A test that takes a {@link Setup} and runs through both faces of a cache with each of these tiers. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(EachSetup.Setups.class)
public @interface EachSetup {

    /** The tiers to run with. */
    Tiers[] value() default {Tiers.NEAR, Tiers.NEAR_AND_STORE, Tiers.STORE};

    /** Every face with every tier. */
    final class Setups implements ArgumentsProvider {
        @Override
        public Stream<? extends Arguments> provideArguments(ExtensionContext context) {
            EachSetup each = context.getRequiredTestMethod().getAnnotation(EachSetup.class);
            return Arrays.stream(each.value())
                    .flatMap(tiers -> Arrays.stream(Face.values()).map(face -> Arguments.of(new Setup(face, tiers))));
        }
    }
}
