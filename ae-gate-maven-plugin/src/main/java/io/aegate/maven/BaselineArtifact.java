package io.aegate.maven;

import io.aegate.image.RefusedInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.maven.plugin.MojoExecutionException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;

/** Fetches a baseline that was deployed, from where the project's dependencies come from. */
final class BaselineArtifact {

    private static final String EXAMPLE = "com.acme:model:zip:ae-gate:1.4.0";
    private static final Pattern COORDINATES =
            Pattern.compile("[A-Za-z0-9._-]+:[A-Za-z0-9._-]+:zip(:[A-Za-z0-9._-]+)?:[^:\\s]+");
    // Ranges, and words that another version answers to tomorrow.
    private static final Pattern MOVING = Pattern.compile(".*[\\[\\](),].*|.*-snapshot|latest|release");

    private final RepositorySystem resolver;
    private final RepositorySystemSession session;
    private final List<RemoteRepository> remotes;

    BaselineArtifact(RepositorySystem resolver, RepositorySystemSession session, List<RemoteRepository> remotes) {
        this.resolver = resolver;
        this.session = session;
        this.remotes = remotes;
    }

    /**
     * The artifact's file.
     *
     * @param coordinates group, artifact, {@code zip}, classifier and an exact version, with colons between them
     * @throws RefusedInputException if they are not that
     */
    Path resolve(String coordinates) throws MojoExecutionException {
        String given = coordinates.strip();
        if (!COORDINATES.matcher(given).matches()) {
            throw new RefusedInputException("baselineArtifact is '" + given
                    + "'; write group, artifact, zip, classifier and version, for example " + EXAMPLE + ".");
        }
        Artifact artifact = new DefaultArtifact(given);
        if (MOVING.matcher(artifact.getVersion().toLowerCase(Locale.ROOT)).matches()) {
            throw new RefusedInputException("baselineArtifact asks for version '" + artifact.getVersion()
                    + "', but a baseline must not change by itself; write an exact version, for example " + EXAMPLE
                    + ".");
        }
        try {
            return resolver.resolveArtifact(session, new ArtifactRequest(artifact, remotes, null))
                    .getArtifact()
                    .getFile()
                    .toPath();
        } catch (ArtifactResolutionException e) {
            // Suppressed, because Maven appends what causes say.
            MojoExecutionException exception = new MojoExecutionException("The baseline " + given + " cannot be had: "
                    + String.valueOf(e.getMessage()).replaceFirst("\\.$", "")
                    + "; check the version and the repositories, and run once without -o.");
            exception.addSuppressed(e);
            throw exception;
        }
    }
}
