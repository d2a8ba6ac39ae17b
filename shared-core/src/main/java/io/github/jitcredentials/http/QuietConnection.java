package io.github.jitcredentials.http;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is never written to a log. The client's own does that wherever its host's log is at debug level, headers and
 * bodies, which here are all credentials: {@code mvn -X} would print them.
 */
final class QuietConnection extends DefaultManagedHttpClientConnection {
    private QuietConnection() {
        super("jit-credentials");
    }

    static QuietConnection over(@Nullable Socket socket) throws IOException {
        QuietConnection connection = new QuietConnection();
        if (socket != null) {
            connection.bind(socket);
        }
        return connection;
    }

    @Override
    public void bind(Socket socket) throws IOException {
        bind(new SocketHolder(socket));
        setSocketTimeout(Timeout.ofMilliseconds(socket.getSoTimeout()));
    }

    @Override
    public void bind(SSLSocket tls, Socket socket) throws IOException {
        bind(new SocketHolder(tls, socket));
        setSocketTimeout(Timeout.ofMilliseconds(tls.getSoTimeout()));
    }

    @Override
    protected void onRequestSubmitted(ClassicHttpRequest request) {}

    @Override
    protected void onResponseReceived(ClassicHttpResponse response) {}
}
