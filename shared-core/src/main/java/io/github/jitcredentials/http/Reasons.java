package io.github.jitcredentials.http;

import io.github.jitcredentials.model.Durations;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ProtocolException;

/** Words for what went wrong with a connection. Ours: those of an exception may quote what was sent. */
final class Reasons {
    private Reasons() {}

    static String late(Duration limit, boolean sent) {
        return (sent ? "sent no whole answer within " : "could not be reached within ") + Durations.format(limit);
    }

    static String why(Exception e, boolean sent, WebSettings settings) {
        return sent ? afterSending(e, settings) : beforeSending(e, settings);
    }

    static String todo(Exception e, boolean sent) {
        if (!sent && isUntrusted(e)) {
            return "Add the authority's certificate to the CA bundle, or to those the JDK trusts.";
        }
        return "";
    }

    private static String beforeSending(Exception e, WebSettings settings) {
        if (isDueTo(Addresses.OutOfReach.class, e)) {
            return "leads to an address that may not be connected to from here";
        } else if (e instanceof UnknownHostException) {
            return "no such host";
        } else if (e instanceof ConnectionRequestTimeoutException) {
            return "too many requests to it are under way";
        } else if (e instanceof SocketTimeoutException) {
            return "gave no connection within " + Durations.format(settings.connect());
        } else if (e instanceof NoRouteToHostException) {
            return "no route to it";
        } else if (e instanceof ConnectException) {
            return "refused the connection";
        } else if (e instanceof SSLPeerUnverifiedException) {
            return "its certificate is for another host";
        } else if (isUntrusted(e)) {
            return "its certificate is not trusted, or is for another host";
        } else if (e instanceof SSLException) {
            return "the TLS handshake failed";
        }
        return "could not be connected to (" + e.getClass().getSimpleName() + ")";
    }

    private static String afterSending(Exception e, WebSettings settings) {
        if (e instanceof SocketTimeoutException) {
            return "sent nothing for " + Durations.format(settings.answer());
        } else if (e instanceof NoHttpResponseException) {
            return "closed the connection without an answer";
        } else if (e instanceof ConnectionClosedException) {
            return "broke off its answer";
        } else if (e instanceof ProtocolException) {
            return "sent something that is not HTTP";
        }
        return "lost the connection (" + e.getClass().getSimpleName() + ")";
    }

    private static boolean isUntrusted(Exception e) {
        return isDueTo(CertificateException.class, e);
    }

    private static boolean isDueTo(Class<? extends Exception> type, Exception e) {
        int depth = 0;
        for (Throwable cause = e; cause != null && depth < 10; cause = cause.getCause(), depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
