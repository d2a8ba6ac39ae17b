package io.github.jitcredentials.http;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.2 and later with host names checked. The JDK's certificate authorities take a quarter of a second to load, so that
 * happens at the first TLS connection and not for a build that only talks to this machine. Thread safe.
 */
final class Tls implements TlsSocketStrategy {
    private final @Nullable KeyStore trusted;
    private @Nullable DefaultClientTlsStrategy strategy;

    /** @throws JitException.Misconfigured if the bundle can't be read or holds no certificate */
    Tls(Optional<Path> bundle) {
        this.trusted = bundle.map(Tls::read).orElse(null);
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, @Nullable Object attachment, HttpContext context)
            throws IOException {
        return ready().upgrade(socket, target, port, attachment, context);
    }

    /** Loads what the first connection would. */
    synchronized DefaultClientTlsStrategy ready() throws IOException {
        DefaultClientTlsStrategy made = strategy;
        if (made == null) {
            try {
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(trusted);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                made = new DefaultClientTlsStrategy(context);
            } catch (GeneralSecurityException e) {
                throw new IOException("TLS can't be set up", e);
            }
            strategy = made;
        }
        return made;
    }

    private static KeyStore read(Path bundle) {
        try (InputStream in = Files.newInputStream(bundle)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new JitException.Misconfigured(new Problem(
                        "the CA bundle holds no certificate", bundle.toString(), "Give a file of PEM certificates."));
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new JitException.Misconfigured(new Problem(
                    "the CA bundle can't be read", bundle.toString(), "Give a readable file of PEM certificates."));
        }
    }
}
