package io.cachex.testkit;

import io.cachex.spi.Codec;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CodecContractTest {

    private static volatile Codec<String> subject = new SimpleCodec();

    static final class Contract extends CodecContract<String> {

        @Override
        protected Codec<String> codec() {
            return subject;
        }

        @Override
        protected List<String> values() {
            return List.of("", "text", "more", "\u00e4\ud83d\udd11", "long".repeat(1_000));
        }
    }

    static final class OfSharedBytes extends CodecContract<byte[]> {

        @Override
        protected Codec<byte[]> codec() {
            return new Codec<>() {
                @Override
                public byte[] encode(byte[] value) {
                    return value;
                }

                @Override
                public byte[] decode(byte[] bytes) {
                    return bytes;
                }

                @Override
                public String id() {
                    return "shared";
                }
            };
        }

        @Override
        protected List<byte[]> values() {
            return List.of(new byte[0], new byte[] {1, 2, 3});
        }
    }

    @AfterEach
    void forgetTheBug() {
        subject = new SimpleCodec();
    }

    @Test
    void holdsForARightCodec() {
        Proof.of(Contract.class).holds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatItEncodedBelongsToTheCaller", "doesNotKeepTheBytes"})
    void findsThatBytesAreShared(String test) {
        Proof.fails(OfSharedBytes.class, test);
    }

    @ParameterizedTest
    @EnumSource
    void findsTheBug(Bug bug) {
        subject = bug.subject;

        Proof.fails(Contract.class, bug.test);
    }

    private enum Bug {
        LOSES_CHARACTERS("decodesWhatItEncoded", new SimpleCodec() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(StandardCharsets.ISO_8859_1);
            }
        }),
        TRIMS("decodesWhatItEncoded", new SimpleCodec() {
            @Override
            public String decode(byte[] bytes) {
                return super.decode(bytes).substring(0, Math.min(bytes.length, 100));
            }
        }),
        USES_ONE_BUFFER("whatItEncodedBelongsToTheCaller", new SimpleCodec() {
            private final byte[] buffer = new byte[4];

            @Override
            public byte[] encode(String value) {
                byte[] bytes = super.encode(value);
                if (bytes.length != 4) {
                    return bytes;
                }
                System.arraycopy(bytes, 0, buffer, 0, 4);
                return buffer;
            }
        }),
        KEEPS_WHAT_IT_ENCODED("whatItEncodedBelongsToTheCaller", new SimpleCodec() {
            private final java.util.Map<String, byte[]> known = new java.util.concurrent.ConcurrentHashMap<>();

            @Override
            public byte[] encode(String value) {
                return known.computeIfAbsent(value, super::encode);
            }
        }),
        CHANGES_THE_BYTES("leavesTheBytesAsTheyAre", new SimpleCodec() {
            @Override
            public String decode(byte[] bytes) {
                String value = super.decode(bytes);
                Arrays.fill(bytes, (byte) 0);
                return value;
            }
        }),
        NULL_FOR_TRUNCATED("refusesTruncatedBytesOrReadsThemAsAValue", new SimpleCodec() {
            @Override
            public String decode(byte[] bytes) {
                try {
                    return super.decode(bytes);
                } catch (IllegalArgumentException e) {
                    return null;
                }
            }
        }),
        ERROR_FOR_DAMAGED("refusesDamagedBytesOrReadsThemAsAValue", new SimpleCodec() {
            @Override
            public String decode(byte[] bytes) {
                try {
                    return super.decode(bytes);
                } catch (IllegalArgumentException e) {
                    throw new AssertionError(e);
                }
            }
        }),
        TRUSTS_A_LENGTH("refusesForeignBytesOrReadsThemAsAValue", new SimpleCodec() {
            @Override
            public String decode(byte[] bytes) {
                if (bytes.length == 16 && bytes[0] == 127) {
                    return Arrays.toString(new byte[Integer.MAX_VALUE]);
                }
                return super.decode(bytes);
            }
        }),
        RECURSES("survivesDeepNesting", new SimpleCodec() {
            @Override
            public String decode(byte[] bytes) {
                return depth(bytes, 0) < 0 ? "" : super.decode(bytes);
            }
        }),
        SHARES_STATE("manyThreadsMayUseIt", new SimpleCodec() {
            private final StringBuilder building = new StringBuilder();

            @Override
            public String decode(byte[] bytes) {
                building.setLength(0);
                building.append(super.decode(bytes));
                LockSupport.parkNanos(1);
                return building.toString();
            }
        }),
        HAS_A_NAME_WITH_CAPITALS("namesItsFormat", new SimpleCodec() {
            @Override
            public String id() {
                return "UTF-8";
            }
        }),
        HAS_A_NEGATIVE_VERSION("namesItsFormat", new SimpleCodec() {
            @Override
            public int schemaVersion() {
                return -1;
            }
        });

        private final String test;
        private final Codec<String> subject;

        Bug(String test, Codec<String> subject) {
            this.test = test;
            this.subject = subject;
        }
    }

    /** Strings in UTF-8; right, and small. */
    private static class SimpleCodec implements Codec<String> {

        @Override
        public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("not UTF-8", e);
            }
        }

        @Override
        public String id() {
            return "utf-8";
        }
    }

    private static int depth(byte[] bytes, int at) {
        return at < bytes.length && (bytes[at] == '[' || bytes[at] == '{') ? depth(bytes, at + 1) + 1 : 0;
    }
}
