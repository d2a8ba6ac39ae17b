package io.github.jitcredentials.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** The bare call that ends a credential, made by the JDK's own client: about a token that nobody was given. */
final class RoundTrip {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;

    RoundTrip(String revocation) {
        request = HttpRequest.newBuilder(URI.create(revocation))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=nobody-was-given-this&client_id=trial"))
                .build();
        // The first one pays for the connection, as the product's own has been paid for when a lease ends.
        micros();
    }

    long micros() {
        long start = System.nanoTime();
        try {
            int status = client.send(request, BodyHandlers.ofString()).statusCode();
            if (status != 200) {
                throw new IllegalStateException("a bare revocation was answered with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return (System.nanoTime() - start) / 1000;
    }
}
