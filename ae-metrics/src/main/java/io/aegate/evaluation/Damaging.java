package io.aegate.evaluation;

import io.aegate.checkpoint.Quantize;
import io.aegate.image.RgbImage;
import io.aegate.image.Sha256;
import io.aegate.metric.Pair;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Damages the reconstructions of a share of the images; safe for several threads.
 *
 * <p>The share depends on the damage and on the images' names alone: those whose SHA-256 with a seed comes first.
 */
final class Damaging {

    /** Leaves all pairs as they are. */
    static final Damaging NOTHING = new Damaging(Optional.empty(), Set.of());

    private static final String SEED = "ae-gate self-test ";
    private static final int ONE_OF = 4;
    private static final float LEVELS = 255f;

    private final Optional<Damage> damage;
    private final Set<Integer> chosen;

    /** Of images by these names, in the order of the pairs' indices. */
    Damaging(Damage damage, List<String> names) {
        this(Optional.of(damage), choose(damage, names));
    }

    private Damaging(Optional<Damage> damage, Set<Integer> chosen) {
        this.damage = damage;
        this.chosen = chosen;
    }

    private static Set<Integer> choose(Damage damage, List<String> names) {
        List<String> ranks = names.stream()
                .map(name -> Sha256.of((SEED + damage + '\0' + name).getBytes(StandardCharsets.UTF_8)))
                .toList();
        return IntStream.range(0, names.size())
                .boxed()
                .sorted(Comparator.comparing(ranks::get))
                .limit((names.size() + ONE_OF - 1) / ONE_OF)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The pairs, the chosen ones with damaged reconstructions. */
    List<Pair> apply(List<Pair> pairs) {
        return pairs.stream().map(this::apply).toList();
    }

    private Pair apply(Pair pair) {
        return damage.filter(kind -> chosen.contains(pair.index()))
                .map(kind -> damaged(kind, pair))
                .orElse(pair);
    }

    private static Pair damaged(Damage damage, Pair pair) {
        float[] planes = pair.exact().map(float[]::clone).orElseGet(() -> planes(pair.reconstruction()));
        damage.apply(planes, pair.width(), pair.height());
        // Levels that the damage left alone return exactly only if they are rounded, whatever the run's rule is.
        RgbImage image = Quantize.ROUND.toImage(planes, pair.width(), pair.height());
        return new Pair(pair.index(), pair.reference(), image, pair.exact().map(exact -> planes));
    }

    private static float[] planes(RgbImage image) {
        byte[] pixels = image.pixels();
        int area = image.width() * image.height();
        float[] planes = new float[pixels.length];
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            for (int i = 0; i < area; i++) {
                planes[channel * area + i] = (pixels[i * RgbImage.CHANNELS + channel] & 0xff) / LEVELS;
            }
        }
        return planes;
    }
}
