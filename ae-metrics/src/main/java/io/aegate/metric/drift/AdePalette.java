package io.aegate.metric.drift;

import io.aegate.image.RgbImage;

/**
 * The colours that the 150 classes of ADE20K are painted in, which are what conditional image generation is given of a segmentation.
 *
 * <p>Source: the palette of OpenMMLab's mmsegmentation, which ControlNet's annotator uses, in the order of the classes.
 */
final class AdePalette {

    static final int CLASSES = 150;

    private static final int HEXADECIMAL = 16;
    private static final double WHITE = 255;

    private static final String COLOURS = """
            787878 b47878 06e6e6 503232 04c803 787850 8c8c8c cc05ff e6e6e6 04fa07 e005ff ebff07 96053d 787846 08ff33
            ff0652 8fff8c ccff04 ff3307 cc4603 0066c8 3de6fa ff0633 0b66ff ff0747 ff09e0 0907e6 dcdcdc ff095c 7009ff
            08ffd6 07ffe0 ffb806 0aff47 ff290a 07ffff e0ff08 6608ff ff3d06 ffc207 ff7a08 00ff14 ff0829 ff0599 0633ff
            eb0cff a09614 00a3ff 8c8c8c fa0a0f 14ff00 1fff00 ff1f00 ffe000 99ff00 0000ff ff4700 00ebff 00adff 1f00ff
            0bc8c8 ff5200 00fff5 003dff 00ff70 00ff85 ff0000 ffa300 ff6600 c2ff00 008fff 33ff00 0052ff 00ff29 00ffad
            0a00ff adff00 00ff99 ff5c00 ff00ff ff00f5 ff0066 ffad00 ff0014 ffb8b8 001fff 00ff3d 0047ff ff00cc 00ffc2
            00ff52 000aff 0070ff 3300ff 00c2ff 007aff 00ffa3 ff9900 00ff0a ff7000 8fff00 5200ff a3ff00 ffeb00 08b8aa
            8500ff 00ff5c b800ff ff001f 00b8ff 00d6ff ff0070 5cff00 00e0ff 70e0ff 46b8a0 a300ff 9900ff 47ff00 ff00a3
            ffcc00 ff008f 00ffeb 85ff00 ff00eb f500ff ff007a fff500 0abed4 d6ff00 00ccff 1400ff ffff00 0099ff 0029ff
            00ffcc 2900ff 29ff00 ad00ff 00f5ff 4700ff 7a00ff 00ffb8 005cff b8ff00 0085ff ffd600 19c2c2 66ff00 5c00ff
            """;

    private static final int[] CHANNELS_OF_CLASSES = parsed();

    private AdePalette() {}

    /** The red (0), green (1) or blue (2) of a class 0 … 149, in 0 … 255. */
    static int colour(int label, int channel) {
        return CHANNELS_OF_CLASSES[label * RgbImage.CHANNELS + channel];
    }

    /** The mean over positions, red, green and blue of the absolute difference between the colours of two maps of classes, in [0, 1]. */
    static double distance(float[] labels, float[] others) {
        long sum = 0;
        for (int i = 0; i < labels.length; i++) {
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                sum += Math.abs(colour((int) labels[i], channel) - colour((int) others[i], channel));
            }
        }
        return sum / (WHITE * RgbImage.CHANNELS * labels.length);
    }

    private static int[] parsed() {
        String digits = COLOURS.replaceAll("\\s", "");
        int[] channels = new int[CLASSES * RgbImage.CHANNELS];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = Integer.parseInt(digits, 2 * i, 2 * i + 2, HEXADECIMAL);
        }
        return channels;
    }
}
