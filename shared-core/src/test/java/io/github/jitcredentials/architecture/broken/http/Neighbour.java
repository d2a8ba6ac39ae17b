package io.github.jitcredentials.architecture.broken.http;

import java.net.Socket;

/** Not broken: http may connect. */
public record Neighbour(Socket socket) {}
