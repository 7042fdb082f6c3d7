package io.aegate.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A text file that pairs images: {@code reference<TAB>reconstruction} a line, or the reference alone.
 *
 * <p>UTF-8; blank lines and lines that start with {@code #} are skipped; paths are relative to the list's folder and stay inside it.
 *
 * @param root the list's folder
 * @param references one a line
 * @param reconstructions as many, or none
 */
record ListFile(Path root, List<Path> references, List<Path> reconstructions) {

    private static final long MAX_LENGTH = 1 << 28;

    /** Reads a list; nothing is known yet of the images themselves. */
    static ListFile read(Path list) {
        Path root = list.toAbsolutePath().getParent();
        if (root == null) {
            throw new IllegalArgumentException(list + " is no file");
        }
        List<Path> references = new ArrayList<>();
        List<Path> reconstructions = new ArrayList<>();
        Set<String> outside = new TreeSet<>(ImageNames.ORDER);
        Set<String> missing = new TreeSet<>(ImageNames.ORDER);
        int number = 0;
        for (String line : text(list).lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.split("\t", -1);
            if (columns.length > 2 || (!references.isEmpty() && reconstructions.isEmpty() != (columns.length == 1))) {
                throw new RefusedInputException(
                        "%s has '%s' in line %d, but every line must be reference<TAB>reconstruction, or every line a reference alone; mend that line"
                                .formatted(list, line.replace("\t", "<TAB>"), number));
            }
            for (int i = 0; i < columns.length; i++) {
                Path file = relative(root, columns[i], outside, missing);
                (i == 0 ? references : reconstructions).add(file);
            }
        }
        refuse(list, "names files that are not below its own folder; move them there or mend the paths", outside);
        refuse(list, "names files that do not exist; mend the paths, which are relative to the list", missing);
        if (references.isEmpty()) {
            throw new RefusedInputException(
                    "%s names no images; write reference<TAB>reconstruction a line, relative to the list"
                            .formatted(list));
        }
        return new ListFile(root, List.copyOf(references), List.copyOf(reconstructions));
    }

    private static String text(Path list) {
        try {
            if (Files.size(list) > MAX_LENGTH) {
                throw new RefusedInputException(
                        "%s is %d bytes long, too long for a list of images; name a folder, an .npz or a list file"
                                .formatted(list, Files.size(list)));
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(list)))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new RefusedInputException(
                    "%s is not UTF-8 text, so it is no list of images; name a folder, an .npz or a list file"
                            .formatted(list),
                    e);
        } catch (IOException e) {
            throw new RefusedInputException("%s cannot be read (%s); check its permissions".formatted(list, e), e);
        }
    }

    private static Path relative(Path root, String text, Set<String> outside, Set<String> missing) {
        try {
            Path file = Path.of(text);
            Path full = root.resolve(file);
            if (file.isAbsolute() || !full.normalize().equals(full.toAbsolutePath())) {
                outside.add(text);
            } else if (!Files.isRegularFile(full)) {
                missing.add(text);
            } else if (!full.toRealPath().startsWith(root.toRealPath())) {
                outside.add(text);
            }
            return file;
        } catch (InvalidPathException | IOException e) {
            missing.add(text);
            return root;
        }
    }

    private static void refuse(Path list, String fault, Set<String> files) {
        if (!files.isEmpty()) {
            throw new RefusedInputException("%s %s: %s".formatted(list, fault, RefusedInputException.named(files)));
        }
    }

    boolean hasReconstructions() {
        return !reconstructions.isEmpty();
    }
}
