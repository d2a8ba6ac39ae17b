package io.github.jitcredentials.http;

import io.github.jitcredentials.http.WebFailure.Kind;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** One request on its way. Runs on a thread of its own, while {@link Web} watches the clock. */
final class Call implements Callable<Answer> {
    private enum Progress {
        WAITING,
        SENT,
        /** Given up before anything was sent; from here on nothing may be sent any more. */
        ABANDONED
    }

    private static final String KEY = Call.class.getName();

    private final Request request;
    private final CloseableHttpClient client;
    private final WebSettings settings;
    private final Clock clock;
    private final Redaction redaction;
    private final HttpUriRequestBase message;
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITING);

    Call(Request request, CloseableHttpClient client, WebSettings settings, Clock clock) {
        this.request = request;
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.redaction = new Redaction(request.secrets());
        this.message = message(request);
    }

    static Call in(HttpContext context) {
        return (Call) context.getAttribute(KEY);
    }

    /** The first byte is about to leave. @throws IOException if the call was given up before */
    void sending() throws IOException {
        if (progress.compareAndExchange(Progress.WAITING, Progress.SENT) == Progress.ABANDONED) {
            throw new InterruptedIOException("given up");
        }
    }

    /** Ends the call because its time is over, and says how far it got. */
    WebFailure giveUp() {
        boolean sent = progress.compareAndExchange(Progress.WAITING, Progress.ABANDONED) == Progress.SENT;
        message.cancel();
        return failure(sent ? Kind.SENT_NO_ANSWER : Kind.NEVER_SENT, Reasons.late(settings.overall(), sent), "");
    }

    @Override
    public Answer call() throws WebFailure {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(KEY, this);
        try (ClassicHttpResponse response = client.executeOpen(null, message, context)) {
            if (progress.get() != Progress.SENT) {
                // Only a proxy answers what was not sent yet.
                throw failure(Kind.NEVER_SENT, "the proxy refused the tunnel (HTTP " + response.getCode() + ")", "");
            }
            if (response.getCode() >= 300 && response.getCode() < 400) {
                throw redirected(response);
            }
            return answer(response);
        } catch (IOException | RuntimeException e) {
            boolean sent = progress.get() == Progress.SENT;
            throw failure(
                    sent ? Kind.SENT_NO_ANSWER : Kind.NEVER_SENT,
                    Reasons.why(e, sent, settings),
                    Reasons.todo(e, sent));
        }
    }

    private static HttpUriRequestBase message(Request request) {
        HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.uri());
        message.setHeader("Accept", "application/json");
        request.headers()
                .forEach(header ->
                        message.setHeader(header.name(), header.value().reveal()));
        String type = request.contentType();
        if (type != null) {
            message.setEntity(new ByteArrayEntity(request.body(), ContentType.parse(type)));
        }
        return message;
    }

    private Answer answer(ClassicHttpResponse response) throws IOException, WebFailure {
        byte[] body = body(response.getEntity());
        Map<String, List<String>> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.getValue());
        }
        Header retry = response.getFirstHeader("Retry-After");
        Duration wait = retry == null
                ? null
                : RetryAfter.read(retry.getValue(), clock.instant()).orElse(null);
        return new Answer(response.getCode(), headers, body, wait, redaction);
    }

    private byte[] body(@Nullable HttpEntity entity) throws IOException, WebFailure {
        if (entity == null) {
            return new byte[0];
        }
        // Not in a try: closing this stream would read the rest of it. Closing the response drops the connection
        // instead.
        InputStream in = entity.getContent();
        byte[] body = in.readNBytes(settings.largest() + 1);
        if (body.length > settings.largest()) {
            throw failure(Kind.SENT_NO_ANSWER, "the answer is larger than " + settings.largest() + " bytes", "");
        }
        return body;
    }

    private WebFailure redirected(ClassicHttpResponse response) {
        Header location = response.getFirstHeader("Location");
        String to = location == null
                ? "nowhere"
                : redaction.clean(location.getValue().split("[?#]", 2)[0], 100);
        return failure(
                Kind.REDIRECTED,
                "answered with a redirect to " + to + " (HTTP " + response.getCode() + "), which is not followed",
                "If that is the right place, write its address into the settings.");
    }

    private WebFailure failure(Kind kind, String what, String todo) {
        return new WebFailure(kind, new Problem(what, request.place(), todo));
    }
}
