package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import java.net.Authenticator;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How weight files are reached.
 *
 * @param mirror a folder that has them under their names, in the place of their makers'; see {@link #mirror(String)}
 * @param proxies the proxy of an address
 * @param credentials what proxies ask for
 */
public record DownloadRoute(Optional<URI> mirror, ProxySelector proxies, Optional<Authenticator> credentials) {

    private static final Set<String> SCHEMES = Set.of("http", "https", "file");

    /**
     * The address of a mirror: an {@code http}, {@code https} or {@code file} URL.
     *
     * @throws RefusedInputException if the text is none
     */
    public static URI mirror(String text) {
        try {
            URI address = new URI(text.strip());
            if (address.getUserInfo() != null) {
                // Not shown: it may be a password.
                throw new RefusedInputException(
                        "weightsMirror has a user name in it, which logs would show; use a mirror that asks for none, or fetch"
                                + " the files by other means into a folder and set weightsDirectory.");
            }
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            boolean folder = address.getPath() != null && address.getQuery() == null && address.getFragment() == null;
            if (SCHEMES.contains(scheme)
                    && folder
                    && (scheme.equals("file") ? address.getAuthority() == null : address.getHost() != null)) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw new RefusedInputException(unusable(text), e);
        }
        throw new RefusedInputException(unusable(text));
    }

    private static String unusable(String text) {
        return "weightsMirror is '" + text
                + "'; give the http, https or file address of a folder without ? or #, or name a folder of this machine as"
                + " weightsDirectory.";
    }

    /** Where a file comes from. */
    URI address(OfficialFile file) {
        return mirror.map(base -> URI.create(base.toString().replaceFirst("/+$", "") + "/" + file.fileName()))
                .orElse(file.address());
    }
}
