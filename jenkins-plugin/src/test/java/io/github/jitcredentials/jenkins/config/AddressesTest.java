package io.github.jitcredentials.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, in whatever form a folder may write them or a name server answer with them. No name is looked up here. */
class AddressesTest {
    private static final FolderBounds PUBLIC = new FolderBounds(List.of(), List.of());
    private static final FolderBounds WIDE =
            new FolderBounds(List.of(), List.of("10.0.0.0/8", "127.0.0.0/8", "::1/128", "fd00::/16", "192.168.7.0/24"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "2852039166",
                "::ffff:169.254.169.254",
                "[::ffff:a9fe:a9fe]",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd20:ce::254",
                "fe80::1",
                "100.100.100.200",
                "168.63.129.16",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "255.255.255.255"
            })
    void whereCloudsTellSecrets_isReachedByNobody(String literal) throws Exception {
        InetAddress address = InetAddress.getByName(literal);

        assertThat(PUBLIC.reaches(address)).isFalse();
        assertThat(WIDE.reaches(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "2130706433",
                "::1",
                "::ffff:127.0.0.1",
                "10.1.2.3",
                "167838211",
                "::ffff:10.1.2.3",
                "64:ff9b::a01:203",
                "2002:a01:203::1",
                "fd00::7",
                "192.168.7.9"
            })
    void privateAddress_isReachedWhereItsNetworkIsNamed(String literal) throws Exception {
        InetAddress address = InetAddress.getByName(literal);

        assertThat(PUBLIC.reaches(address)).isFalse();
        assertThat(WIDE.reaches(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "172.16.0.1",
                "172.31.255.255",
                "192.168.8.1",
                "100.64.0.1",
                "198.18.0.1",
                "192.0.2.1",
                "203.0.113.9",
                "240.0.0.1",
                "fc00::1",
                "2001:db8::1",
                "fec0::1"
            })
    void privateAddressOfNoNamedNetwork_isNotReached(String literal) throws Exception {
        assertThat(WIDE.reaches(InetAddress.getByName(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "140.82.121.4", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"})
    void publicAddress_isReached(String literal) throws Exception {
        assertThat(PUBLIC.reaches(InetAddress.getByName(literal))).isTrue();
    }

    @Test
    void host_isNamedByItselfOrByItsEnd() {
        FolderBounds bounds = new FolderBounds(List.of("sso.example.com", "*.corp.example.com"), List.of());

        assertThat(bounds.names("SSO.example.com")).isTrue();
        assertThat(bounds.names("bao.corp.example.com")).isTrue();
        assertThat(List.of("corp.example.com", "evilcorp.example.com", "sso.example.com.evil", "example.com"))
                .noneMatch(bounds::names);
        assertThat(new FolderBounds(List.of(), List.of("10.0.0.0/8")).names("10.0.0.1"))
                .isFalse();
    }

    @Test
    void networkThatHoldsTheNeverReached_isRefused() {
        FolderBounds bounds = new FolderBounds(
                List.of("http://x", "*", "ok.example"),
                List.of("0.0.0.0/0", "169.254.169.254/32", "::/0", "10.0.0.0/33", "host.example/8", "10.0.0.0/8"));

        assertThat(bounds.problems("folders")).hasSize(7);
    }
}
