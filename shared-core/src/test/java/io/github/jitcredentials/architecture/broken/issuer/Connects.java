package io.github.jitcredentials.architecture.broken.issuer;

import java.net.Socket;

record Connects(Socket socket) {}
