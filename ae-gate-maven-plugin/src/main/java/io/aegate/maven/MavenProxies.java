package io.aegate.maven;

import io.aegate.weights.DownloadRoute;
import io.aegate.weights.OfficialWeights;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.AuthenticationContext;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.repository.RemoteRepository;
import org.jspecify.annotations.Nullable;

/**
 * The proxies of Maven's settings.xml, with their nonProxyHosts and credentials, and otherwise those of Java's own properties.
 *
 * <p>Maven's resolver is asked, because it has decrypted the passwords.
 */
final class MavenProxies extends ProxySelector {

    /** What Java tells no proxy that is to pass on https: by default the usual user name and password. */
    private static final String UNTOLD = "jdk.http.auth.tunneling.disabledSchemes";

    private static final URI SOME_MAKER = OfficialWeights.VGG16.address();

    private final RepositorySystemSession session;

    MavenProxies(RepositorySystemSession session) {
        this.session = session;
    }

    /** The route by these proxies. */
    DownloadRoute route(Optional<String> mirror) {
        Optional<URI> address = mirror.map(DownloadRoute::mirror);
        boolean asks = repository(address.orElse(SOME_MAKER))
                .flatMap(this::proxy)
                .filter(proxy -> proxy.getAuthentication() != null)
                .isPresent();
        if (asks && System.getProperty(UNTOLD) == null) {
            // Whoever gave Maven a login for this proxy wants it told; Java reads this before the first request only.
            System.setProperty(UNTOLD, "");
        }
        return new DownloadRoute(address, this, Optional.of(credentials()));
    }

    @Override
    public List<java.net.Proxy> select(URI address) {
        Optional<Proxy> proxy = repository(address).flatMap(this::proxy);
        if (proxy.isPresent()) {
            return List.of(new java.net.Proxy(
                    java.net.Proxy.Type.HTTP,
                    InetSocketAddress.createUnresolved(
                            proxy.get().getHost(), proxy.get().getPort())));
        }
        ProxySelector ofJava = ProxySelector.getDefault();
        return ofJava == null ? List.of(java.net.Proxy.NO_PROXY) : ofJava.select(address);
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException cause) {
        // The download says so itself.
    }

    /** What to tell a proxy that asks who is there. */
    Authenticator credentials() {
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                URL address = getRequestingURL();
                return getRequestorType() == RequestorType.PROXY && address != null
                        ? login(URI.create(address.toString()), getRequestingHost())
                                .orElse(null)
                        : null;
            }
        };
    }

    /** Of the proxy of an address, if that is the one that asks. */
    private Optional<PasswordAuthentication> login(URI address, @Nullable String asking) {
        Optional<RemoteRepository> repository = repository(address);
        Optional<Proxy> proxy =
                repository.flatMap(this::proxy).filter(known -> known.getHost().equalsIgnoreCase(asking));
        if (proxy.isEmpty()) {
            return Optional.empty();
        }
        RemoteRepository behind = new RemoteRepository.Builder(repository.orElseThrow())
                .setProxy(proxy.get())
                .build();
        try (AuthenticationContext context = AuthenticationContext.forProxy(session, behind)) {
            return Optional.ofNullable(context)
                    .flatMap(known -> Optional.ofNullable(known.get(AuthenticationContext.USERNAME))
                            .map(user -> new PasswordAuthentication(
                                    user,
                                    Optional.ofNullable(known.get(AuthenticationContext.PASSWORD))
                                            .orElse("")
                                            .toCharArray())));
        }
    }

    private Optional<Proxy> proxy(RemoteRepository repository) {
        return Optional.ofNullable(session.getProxySelector()).map(known -> known.getProxy(repository));
    }

    /** An address as Maven's resolver takes one. */
    private static Optional<RemoteRepository> repository(URI address) {
        return address.getHost() == null
                ? Optional.empty()
                : Optional.of(new RemoteRepository.Builder("ae-gate-weights", "default", address.toString()).build());
    }
}
