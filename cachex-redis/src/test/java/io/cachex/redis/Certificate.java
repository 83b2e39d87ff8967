package io.cachex.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server's certificate, signed by itself and made by the JDK's keytool.
 *
 * @param key file with the private key, as the server reads it
 * @param chain file with the certificate, as the server reads it
 * @param trust key store that trusts it and nothing else
 */
record Certificate(Path key, Path chain, Path trust) {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ALIAS = "redis";

    /**
     * A new one.
     *
     * @param name whom it is for, as {@code ip:127.0.0.1}
     */
    static Certificate of(Path directory, String name) throws Exception {
        Path store = directory.resolve("server.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=redis",
                "-ext",
                "SAN=" + name,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new AssertionError(Files.readString(directory.resolve("keytool.log")));
        }
        return read(directory, store);
    }

    private static Certificate read(Path directory, Path store) throws GeneralSecurityException, IOException {
        KeyStore pair = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            pair.load(in, PASSWORD);
        }
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, PASSWORD);
        trust.setCertificateEntry(ALIAS, pair.getCertificate(ALIAS));
        Path trusted = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(trusted)) {
            trust.store(out, PASSWORD);
        }
        return new Certificate(
                pem(
                        directory.resolve("key.pem"),
                        "PRIVATE KEY",
                        pair.getKey(ALIAS, PASSWORD).getEncoded()),
                pem(
                        directory.resolve("chain.pem"),
                        "CERTIFICATE",
                        pair.getCertificate(ALIAS).getEncoded()),
                trusted);
    }

    private static Path pem(Path file, String what, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n",
                StandardCharsets.US_ASCII);
    }

    /** Lets this JVM trust this and nothing else, until the end of the returned. */
    AutoCloseable trusted() {
        System.setProperty("javax.net.ssl.trustStore", trust.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", new String(PASSWORD));
        return () -> {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        };
    }
}
