package io.github.jitcredentials.authority.http;

import java.io.IOException;

/** What answers the requests for one path. Called from many threads at once. */
@FunctionalInterface
public interface Route {
    /**
     * Serves one request.
     *
     * @throws RefusedException to answer with an OAuth error
     * @throws ConnectionDroppedException to close the connection without an answer
     * @throws IOException if the client is gone or a file can't be read or written: answered with 500 if still possible
     */
    Reply answer(Request request) throws RefusedException, ConnectionDroppedException, IOException;
}
