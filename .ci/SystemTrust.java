import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Writes a trust store with the authorities that Java trusts and those that the system does, so that Maven gets through
 * where the system was told of one more, such as that of a company's proxy: {@code java SystemTrust.java BUNDLE STORE}.
 */
final class SystemTrust {

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Path bundle = Path.of(arguments[0]);
        Path store = Path.of(arguments[1]);
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        for (X509Certificate authority :
                Stream.concat(trustedByJava(), trustedBySystem(bundle)).toList()) {
            trust.setCertificateEntry(
                    authority.getSubjectX500Principal().getName() + " " + authority.getSerialNumber(), authority);
        }
        try (var out = Files.newOutputStream(store)) {
            trust.store(out, "changeit".toCharArray());
        }
    }

    private static Stream<X509Certificate> trustedByJava() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()));
    }

    private static Stream<X509Certificate> trustedBySystem(Path bundle) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(bundle)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast);
        }
    }
}
