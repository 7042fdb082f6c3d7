package io.aegate.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MavenProxiesTest {

    private static final String UNTOLD = "jdk.http.auth.tunneling.disabledSchemes";
    private static final URI WEIGHTS = URI.create("https://download.pytorch.org/models/vgg16.pth");

    private final DefaultRepositorySystemSession session = new DefaultRepositorySystemSession();
    private final DefaultProxySelector ofSettings = new DefaultProxySelector();
    private final MavenProxies proxies = new MavenProxies(session);
    private Optional<String> untold = Optional.empty();

    @BeforeEach
    void giveProxies() {
        untold = Optional.ofNullable(System.getProperty(UNTOLD));
        System.clearProperty(UNTOLD);
        session.setProxySelector(ofSettings);
    }

    @AfterEach
    void putBack() {
        untold.ifPresentOrElse(value -> System.setProperty(UNTOLD, value), () -> System.clearProperty(UNTOLD));
    }

    @Test
    void addresses_go_by_the_proxy_of_the_settings_unless_their_host_is_excepted() {
        ofSettings.add(new Proxy(Proxy.TYPE_HTTPS, "proxy.example", 8080), "*.intern|localhost");

        assertThat(proxies.select(WEIGHTS))
                .containsExactly(new java.net.Proxy(
                        java.net.Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example", 8080)));
        assertThat(proxies.select(URI.create("https://mirror.intern/weights")))
                .containsExactly(java.net.Proxy.NO_PROXY);
    }

    @Test
    void without_a_proxy_in_the_settings_that_of_java_counts() {
        List<java.net.Proxy> ofJava = List.of(new java.net.Proxy(
                java.net.Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.of.java", 3128)));
        ProxySelector usual = ProxySelector.getDefault();
        ProxySelector.setDefault(
                ProxySelector.of((InetSocketAddress) ofJava.get(0).address()));
        try {
            assertThat(proxies.select(WEIGHTS)).singleElement().asString().contains("proxy.of.java");
        } finally {
            ProxySelector.setDefault(usual);
        }
    }

    @Test
    void the_login_of_a_proxy_is_told_to_it_and_to_nobody_else() throws Exception {
        ofSettings.add(
                new Proxy(
                        Proxy.TYPE_HTTP,
                        "proxy.example",
                        8080,
                        new AuthenticationBuilder()
                                .addUsername("me")
                                .addPassword("secret")
                                .build()),
                "");

        assertThat(asked("proxy.example", Authenticator.RequestorType.PROXY)).hasValueSatisfying(login -> {
            assertThat(login.getUserName()).isEqualTo("me");
            assertThat(login.getPassword()).containsExactly("secret".toCharArray());
        });
        assertThat(asked("stranger.example", Authenticator.RequestorType.PROXY)).isEmpty();
        assertThat(asked("proxy.example", Authenticator.RequestorType.SERVER)).isEmpty();
    }

    @Test
    void java_is_let_tell_a_login_to_a_proxy_that_passes_on_https() {
        ofSettings.add(
                new Proxy(
                        Proxy.TYPE_HTTP,
                        "proxy.example",
                        8080,
                        new AuthenticationBuilder().addUsername("me").build()),
                "*.intern");

        proxies.route(Optional.of("https://mirror.intern/weights"));
        assertThat(System.getProperty(UNTOLD)).isNull();

        proxies.route(Optional.empty());
        assertThat(System.getProperty(UNTOLD)).isEmpty();
    }

    @Test
    void java_is_left_as_it_is_where_no_proxy_has_a_login() {
        ofSettings.add(new Proxy(Proxy.TYPE_HTTP, "proxy.example", 8080), "");

        proxies.route(Optional.empty());

        assertThat(System.getProperty(UNTOLD)).isNull();
    }

    private Optional<PasswordAuthentication> asked(String host, Authenticator.RequestorType type) throws Exception {
        return Optional.ofNullable(proxies.credentials()
                .requestPasswordAuthenticationInstance(
                        host, null, 8080, "http", "gate", "basic", WEIGHTS.toURL(), type));
    }
}
