package io.github.jitcredentials.http;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** The one HTTP client: everything it could do behind our back is switched off. */
final class HttpCore {
    private HttpCore() {}

    static CloseableHttpClient client(WebSettings settings, Tls tls) {
        Timeout connect = Timeout.of(settings.connect());
        Timeout answer = Timeout.of(settings.answer());
        Addresses addresses = new Addresses(settings.reach(), settings.proxies());
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(QuietConnection::over)
                .setTlsSocketStrategy(tls)
                .setDnsResolver(addresses)
                .setMaxConnPerRoute(32)
                .setMaxConnTotal(128)
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setSupportedProtocols(TLS.V_1_3, TLS.V_1_2)
                        .setHandshakeTimeout(connect)
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setTcpNoDelay(true)
                        .setSoTimeout(answer)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connect)
                        .setSocketTimeout(answer)
                        // A connection that the server closed meanwhile must be noticed before a request is put on it:
                        // afterwards nobody knows whether the request was carried out.
                        .setValidateAfterInactivity(100, TimeUnit.MILLISECONDS)
                        .setTimeToLive(5, TimeUnit.MINUTES)
                        .build())
                .build();
        return HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setRequestExecutor(new Marking())
                .setRoutePlanner(new Routes(settings.proxies(), addresses))
                .setUserAgent("jit-credentials")
                .setDefaultRequestConfig(RequestConfig.custom()
                        // For a free connection: whoever waits for one gives up with the whole call, and not before.
                        .setConnectionRequestTimeout(Timeout.of(settings.overall()))
                        .setResponseTimeout(answer)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setContentCompressionEnabled(false)
                        .setExpectContinueEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .build();
    }

    /** Tells the call when its first byte is about to leave, which is when "nothing happened" stops being true. */
    private static final class Marking extends HttpRequestExecutor {
        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                @Nullable HttpResponseInformationCallback information,
                HttpContext context)
                throws IOException, HttpException {
            // A CONNECT asks the proxy for a tunnel; the request itself comes later.
            if (!request.getMethod().equals("CONNECT")) {
                Call.in(context).sending();
            }
            return super.execute(request, connection, information, context);
        }
    }

    private static final class Routes extends DefaultRoutePlanner {
        private final Proxies proxies;
        private final Addresses addresses;

        Routes(Proxies proxies, Addresses addresses) {
            super(null);
            this.proxies = proxies;
            this.addresses = addresses;
        }

        @Override
        protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) throws HttpException {
            Optional<Origin> proxy = proxies.forTarget(target.getSchemeName(), target.getHostName());
            if (proxy.isEmpty()) {
                return null;
            }
            try {
                addresses.checkLiteral(target.getHostName());
            } catch (UnknownHostException e) {
                throw new HttpException("out of reach", e);
            }
            return new HttpHost(
                    proxy.get().scheme(), proxy.get().host(), proxy.get().port());
        }
    }
}
