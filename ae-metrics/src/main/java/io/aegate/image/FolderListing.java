package io.aegate.image;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files below a folder, sub-folders included and hidden ones left out.
 *
 * @param images relative paths of the files with an image's extension
 * @param others the paths of the other files, as messages show them, sorted
 */
record FolderListing(List<Path> images, List<String> others) {

    /**
     * Lists a folder; links are followed to wherever they lead inside it, and refused outside.
     *
     * @throws RefusedInputException if it cannot be read, or a link leads out of it, to nothing or in a circle
     */
    static FolderListing of(Path root) {
        try {
            Walk walk = new Walk(root, root.toRealPath());
            walk.visit(root, List.of(walk.realRoot));
            if (!walk.refused.isEmpty()) {
                throw new RefusedInputException(
                        "%s has links that lead out of it, to nothing or in a circle; replace each by the file itself: %s"
                                .formatted(
                                        root,
                                        RefusedInputException.named(
                                                walk.refused.stream().sorted().toList())));
            }
            return new FolderListing(
                    List.copyOf(walk.images), walk.others.stream().sorted().toList());
        } catch (IOException e) {
            throw new RefusedInputException("%s cannot be read (%s); check its permissions".formatted(root, e), e);
        }
    }

    private static final class Walk {

        final Path root;
        final Path realRoot;
        final List<Path> images = new ArrayList<>();
        final List<String> others = new ArrayList<>();
        final List<String> refused = new ArrayList<>();

        Walk(Path root, Path realRoot) {
            this.root = root;
            this.realRoot = realRoot;
        }

        /** Visits a folder; {@code above} are the real paths of it and of the folders on the way to it. */
        void visit(Path folder, List<Path> above) throws IOException {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    if (!hidden(entry)) {
                        visitEntry(entry, above);
                    }
                }
            }
        }

        private static boolean hidden(Path entry) throws IOException {
            return String.valueOf(entry.getFileName()).startsWith(".") || Files.isHidden(entry);
        }

        private void visitEntry(Path entry, List<Path> above) throws IOException {
            Path relative = root.relativize(entry);
            boolean matters = Files.isDirectory(entry) || ImageNames.isImage(relative);
            if (matters && Files.isSymbolicLink(entry) && leadsAstray(entry, above)) {
                refused.add(ImageNames.label(relative));
            } else if (Files.isDirectory(entry)) {
                List<Path> way = new ArrayList<>(above);
                way.add(entry.toRealPath());
                visit(entry, way);
            } else if (ImageNames.isImage(relative)) {
                images.add(relative);
            } else {
                others.add(ImageNames.label(relative));
            }
        }

        private boolean leadsAstray(Path link, List<Path> above) throws IOException {
            if (!Files.exists(link)) {
                return true;
            }
            Path target = link.toRealPath();
            return !target.startsWith(realRoot) || above.contains(target);
        }
    }
}
