package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.StringReader;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.Test;

class WagonConfigurationTest {
    private static final String OWN = "<configuration><connectTimeout>7</connectTimeout>"
            + "<httpHeaders><property><name>Authorization</name><value>stored</value></property></httpHeaders><httpConfiguration><get><params>"
            + "<property><name>http.protocol.handle-redirects</name><value>%b,true</value></property>"
            + "<http.protocol.handle-redirects>true</http.protocol.handle-redirects>"
            + "<property><name>http.socket.timeout</name><value>1</value></property>"
            + "</params></get></httpConfiguration></configuration>";

    @Test
    void withoutOwn_eachMethodIsToldNotTo() {
        String all = WagonConfiguration.restrained(null).toString();

        for (String method : new String[] {"all", "get", "put", "head"}) {
            assertThat(all.replaceAll("\\s", ""))
                    .contains("<" + method + "><params><property><name>http.protocol.handle-redirects</name>"
                            + "<value>%b,false</value></property></params></" + method + ">");
        }
    }

    @Test
    void own_staysButForItsRedirectsAndHeaders() throws Exception {
        Xpp3Dom own = Xpp3DomBuilder.build(new StringReader(OWN));
        String before = own.toString();

        for (Object given : new Object[] {own, new XmlPlexusConfiguration(own)}) {
            String all = WagonConfiguration.restrained(given).toString();

            assertThat(all)
                    .contains("<connectTimeout>7</connectTimeout>", "http.socket.timeout", "%b,false")
                    .doesNotContain("true", "stored");
        }
        assertThat(own).hasToString(before);
    }

    @Test
    void headers_areReadInBothSpellings() throws Exception {
        Xpp3Dom own = Xpp3DomBuilder.build(new StringReader(
                "<configuration><httpHeaders><property><name>A</name><value>1</value></property><B>2</B>"
                        + "<property><name>C</name></property></httpHeaders></configuration>"));

        assertThat(WagonConfiguration.headers(own)).containsExactly(entry("A", "1"), entry("B", "2"));
        assertThat(WagonConfiguration.headers(null)).isEmpty();
    }
}
