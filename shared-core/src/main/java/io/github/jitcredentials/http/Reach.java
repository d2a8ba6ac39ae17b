package io.github.jitcredentials.http;

import java.net.InetAddress;

/**
 * To which addresses connections may be made, whatever name led there. It is asked each time a connection is made, of the very
 * address that it is made to: what a name server said before is of no account. Where a proxy is asked to connect, the proxy looks
 * names up and is the bound; addresses written as such are asked about all the same.
 */
@FunctionalInterface
public interface Reach {
    boolean allows(InetAddress address);

    /** Wherever there is a way. */
    static Reach everywhere() {
        return address -> true;
    }
}
