package io.aegate.maven;

import io.aegate.evaluation.Versions;
import io.aegate.image.RefusedInputException;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/**
 * Resolves what the worker needs with Maven's own resolver: natives are artifacts like any other, so proxies, mirrors, caches and
 * {@code -o} hold for them.
 */
final class WorkerClassPath {

    private static final String CUDA = "cu124";

    private final RepositorySystem resolver;
    private final RepositorySystemSession session;
    private final List<RemoteRepository> remotes;
    private final Versions versions = Versions.read();

    WorkerClassPath(RepositorySystem resolver, RepositorySystemSession session, List<RemoteRepository> remotes) {
        this.resolver = resolver;
        this.session = session;
        this.remotes = remotes;
    }

    List<Path> resolve(Platform platform, String device) throws MojoExecutionException {
        boolean cuda = device.startsWith("cuda");
        if (cuda && !platform.hasCuda()) {
            throw new RefusedInputException("device is " + device + ", but there is no PyTorch with CUDA for "
                    + platform.pytorch() + "; use device=cpu.");
        }
        CollectRequest collect = new CollectRequest();
        collect.setRepositories(remotes);
        for (Artifact artifact : artifacts(platform, cuda)) {
            collect.addDependency(new Dependency(artifact, JavaScopes.RUNTIME));
        }
        DependencyRequest request =
                new DependencyRequest(collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
        try {
            return resolver.resolveDependencies(session, request).getArtifactResults().stream()
                    .map(result -> result.getArtifact().getFile().toPath())
                    .toList();
        } catch (DependencyResolutionException e) {
            throw new MojoExecutionException(
                    "The libraries of the worker cannot be had: " + e.getMessage()
                            + "; run once without -o, and behind a proxy or mirror check Maven's settings.xml.",
                    e);
        }
    }

    private List<Artifact> artifacts(Platform platform, boolean cuda) {
        String pytorch = versions.of("pytorch");
        String opencv = platform.opencv();
        return List.of(
                new DefaultArtifact("io.aegate:ae-metrics:" + versions.of("ae-gate")),
                new DefaultArtifact("ai.djl.pytorch:pytorch-jni:" + pytorch + "-" + versions.of("djl")),
                new DefaultArtifact("ai.djl.pytorch:pytorch-native-" + (cuda ? CUDA : "cpu") + ":jar:"
                        + platform.pytorch() + ":" + pytorch),
                new DefaultArtifact("org.bytedeco:opencv:jar:" + opencv + ":" + versions.of("opencv")),
                new DefaultArtifact("org.bytedeco:openblas:jar:" + opencv + ":" + versions.of("openblas")),
                new DefaultArtifact("org.bytedeco:javacpp:jar:" + opencv + ":" + versions.of("javacpp")),
                // DJL logs through SLF4J; in the worker nobody listens.
                new DefaultArtifact("org.slf4j:slf4j-nop:" + versions.of("slf4j")));
    }
}
