package io.github.jitcredentials.jenkins.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which addresses are somebody's own, by the registries of special-purpose addresses (RFC 6890 and its successors). */
final class Addresses {
    private static final Pattern NETWORK = Pattern.compile("([0-9a-fA-F.:]+)/(\\d{1,3})");
    /** Nobody names a network of these: where clouds tell machines their secrets, and what is no machine. */
    private static final List<String> NEVER = List.of(
            "169.254.0.0/16",
            "fe80::/10",
            "224.0.0.0/4",
            "ff00::/8",
            "0.0.0.0/8",
            "::/128",
            "255.255.255.255/32",
            "fd00:ec2::/32",
            "fd20:ce::/32",
            "100.100.100.200/32",
            "168.63.129.16/32",
            "192.0.0.192/32");

    private static final List<String> PRIVATE = List.of(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "127.0.0.0/8",
            "100.64.0.0/10",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "192.88.99.0/24",
            "240.0.0.0/4",
            "::1/128",
            "fc00::/7",
            "fec0::/10",
            "2001::/23",
            "2001:db8::/32",
            "100::/64",
            "3fff::/20",
            "5f00::/16");

    /** IPv6 that is IPv4 in another form, and where in it that is, in bytes. */
    private static final List<Embedding> EMBEDDED = List.of(
            new Embedding("::/96", 12),
            new Embedding("::ffff:0:0:0/96", 12),
            new Embedding("64:ff9b::/96", 12),
            new Embedding("64:ff9b:1::/48", 12),
            new Embedding("2002::/16", 2));

    private record Embedding(String network, int at) {}

    private Addresses() {}

    /** The address and those that others make of it on the way. */
    static List<InetAddress> meant(InetAddress address) {
        List<InetAddress> all = new ArrayList<>(List.of(address));
        byte[] bytes = address.getAddress();
        EMBEDDED.stream()
                .filter(form -> isIn(address, form.network()))
                .forEach(form -> all.add(of(Arrays.copyOfRange(bytes, form.at(), form.at() + 4))));
        // These two are their own, and no IPv4.
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return List.of(address);
        }
        return all;
    }

    static boolean isNever(InetAddress address) {
        return NEVER.stream().anyMatch(network -> isIn(address, network));
    }

    static boolean isPublic(InetAddress address) {
        return !isNever(address)
                && PRIVATE.stream().noneMatch(network -> isIn(address, network))
                && !address.isLoopbackAddress()
                && !address.isSiteLocalAddress()
                && !address.isLinkLocalAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress();
    }

    static boolean isIn(InetAddress address, String network) {
        Matcher parts = NETWORK.matcher(network);
        if (!parts.matches()) {
            return false;
        }
        byte[] base = literal(parts.group(1)).map(InetAddress::getAddress).orElse(new byte[0]);
        byte[] bytes = address.getAddress();
        int bits = Integer.parseInt(parts.group(2));
        if (base.length != bytes.length || bits > bytes.length * 8) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((base[bit / 8] & mask) != (bytes[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** What is wrong with a network that somebody wrote. */
    static Optional<String> complaint(String network) {
        Matcher parts = NETWORK.matcher(network);
        Optional<InetAddress> base = parts.matches() ? literal(parts.group(1)) : Optional.empty();
        if (base.isEmpty() || Integer.parseInt(parts.group(2)) > base.get().getAddress().length * 8) {
            return Optional.of("\"" + network + "\" is not a network, as 10.20.0.0/16");
        }
        return NEVER.stream().anyMatch(never -> isIn(base.get(), never) || isIn(first(never), network))
                ? Optional.of("\"" + network + "\" holds addresses that no folder reaches, as 169.254.0.0/16")
                : Optional.empty();
    }

    private static InetAddress first(String network) {
        return literal(network.substring(0, network.indexOf('/'))).orElseThrow();
    }

    private static Optional<InetAddress> literal(String text) {
        boolean four = text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!four && text.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            // No name is looked up: these are addresses or nothing.
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
