package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An authority of the test's own, and certificates that it signs, made with the JDK's keytool. */
final class Certificates {

    private static final String AUTHORITY = "authority";
    private static final String STORE = "store.p12";
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    Certificates(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        keytool("-alias", AUTHORITY, "-dname", "CN=authority", "-ext", "bc:c");
    }

    /** Issues a certificate for loopback; {@code start} is one of keytool's, such as {@code -10d}. */
    void issue(String name, String start, int validDays) throws IOException, InterruptedException {
        String[] certificate = {"-alias", name, "-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1"};
        String[] validity = {"-signer", AUTHORITY, "-startdate", start, "-validity", Integer.toString(validDays)};
        keytool(Stream.of(certificate, validity).flatMap(Stream::of).toArray(String[]::new));
    }

    /** A context that trusts the authority and, given a name, shows that certificate. */
    SSLContext context(@Nullable String name) throws GeneralSecurityException, IOException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(STORE))) {
            all.load(in, PASSWORD);
        }
        KeyStore trusted = empty();
        trusted.setCertificateEntry(AUTHORITY, all.getCertificate(AUTHORITY));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore shown = empty();
        if (name != null) {
            shown.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(shown, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        return store;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(tool.toString(), "-genkeypair", "-keyalg", "EC"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", folder.resolve(STORE).toString(), "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", new String(PASSWORD)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor()).as(() -> "keytool said " + log()).isZero();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("keytool.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
