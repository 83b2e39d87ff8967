package io.cachex.profile.core;

import io.cachex.ConfigurationException;
import io.cachex.Encryption;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** {@code cache.encryption}: seals values on their way to the store or a snapshot. */
final class EncryptionSection {

    private EncryptionSection() {}

    static Section<?, ?> section() {
        return Section.ofCache("encryption", plan -> new Draft())
                .meaning(
                        "Seals values on their way to the store and to a snapshot with AES-256-GCM; those that were not"
                                + " sealed are misses. Wants a store or a snapshot. Keys come from the environment.")
                .option(Option.<Draft, String>of("key_id", Kind.TEXT, (draft, id) -> draft.keyId = id)
                        .byDefault("default")
                        .range("1 to 64 characters of `A-Z a-z 0-9 . _ -`")
                        .meaning("names the key in what it seals; no secret"))
                .option(Option.<Draft, String>of("key", Kind.SECRET, (draft, key) -> draft.key = key)
                        .otherwise("none: has to be given")
                        .range("32 random bytes as Base64")
                        .meaning("seals, and opens what it sealed"))
                .option(Option.<Draft, String>of("previous_key_id", Kind.TEXT, (draft, id) -> draft.previousId = id)
                        .range("as `key_id`, another one")
                        .meaning("names a key that only opens what it sealed"))
                .option(Option.<Draft, String>of("previous_key", Kind.SECRET, (draft, key) -> draft.previousKey = key)
                        .range("32 random bytes as Base64")
                        .meaning("that key"))
                .check(Draft::encryption)
                .then((draft, plan) -> {
                    Encryption encryption = draft.encryption();
                    plan.share(Encryption.class, encryption);
                    plan.builder().encryption(encryption);
                });
    }

    private static final class Draft {
        private String keyId = "default";
        private @Nullable String key;
        private @Nullable String previousId;
        private @Nullable String previousKey;

        Encryption encryption() {
            if (key == null) {
                throw new ConfigurationException(
                        "encryption.key must be given: 32 random bytes as Base64, by reference");
            }
            if ((previousId == null) != (previousKey == null)) {
                throw new ConfigurationException(
                        "encryption.previousKeyId and encryption.previousKey must be given both, or none");
            }
            try {
                Encryption encryption = Encryption.aes(keyId, bytes("encryption.key", key));
                return previousId == null || previousKey == null
                        ? encryption
                        : encryption.alsoOpens(previousId, bytes("encryption.previousKey", previousKey));
            } catch (IllegalArgumentException e) { // says the key's id and its length, never the key
                throw new ConfigurationException("encryption: " + e.getMessage());
            }
        }

        private static byte[] bytes(String option, String text) {
            try {
                return Base64.getDecoder().decode(text.strip());
            } catch (IllegalArgumentException e) { // its message would quote a character of the secret
                throw new ConfigurationException(option + " must be Base64");
            }
        }
    }
}
