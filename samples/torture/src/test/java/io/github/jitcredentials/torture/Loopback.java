package io.github.jitcredentials.torture;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses of this machine: 127.0.0.1, and another host, which is 127.0.0.2. */
final class Loopback {
    private Loopback() {}

    /** 127.0.0.{@code last}, and a port that is free. */
    static InetSocketAddress free(int last) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), 0);
    }
}
