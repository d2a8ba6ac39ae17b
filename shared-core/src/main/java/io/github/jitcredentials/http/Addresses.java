package io.github.jitcredentials.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Looks addresses up, and leaves out those that may not be connected to. Plain http is allowed to {@code localhost}, so that name
 * must not lead anywhere else (RFC 6761 section 6.3).
 */
final class Addresses implements DnsResolver {
    private final Reach reach;
    private final Proxies proxies;

    Addresses(Reach reach, Proxies proxies) {
        this.reach = reach;
        this.proxies = proxies;
    }

    /** Nothing of what was found may be connected to. */
    static final class OutOfReach extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        OutOfReach(String host) {
            super(host + " is out of reach");
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = SystemDefaultDnsResolver.INSTANCE.resolve(host);
        if (Origin.isLoopback(host)) {
            found = Arrays.stream(found).filter(InetAddress::isLoopbackAddress).toArray(InetAddress[]::new);
            if (found.length == 0) {
                throw new UnknownHostException(host + " is not this machine");
            }
        }
        return proxies.include(host) ? found : within(host, found);
    }

    /** For a target that a proxy will connect to. @throws OutOfReach if it is an address that may not be connected to */
    void checkLiteral(String host) throws UnknownHostException {
        // In whatever form the JDK takes for an address: none of these is looked up.
        if (host.indexOf(':') >= 0 || host.matches("[0-9.]+")) {
            within(host, SystemDefaultDnsResolver.INSTANCE.resolve(host));
        }
    }

    private InetAddress[] within(String host, InetAddress[] found) throws OutOfReach {
        InetAddress[] within = Arrays.stream(found).filter(reach::allows).toArray(InetAddress[]::new);
        if (within.length == 0) {
            throw new OutOfReach(host);
        }
        return within;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
