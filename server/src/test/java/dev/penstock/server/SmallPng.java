package dev.penstock.server;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/// Makes a picture of a page small: 256 colours are all that a page has, but for the edges of letters.
final class SmallPng {
    private static final int COLOURS = 256;
    private static final int SAME = 0xf8f8f8;

    private SmallPng() {}

    static byte[] of(byte[] png) {
        try (var in = new ByteArrayInputStream(png); var out = new ByteArrayOutputStream()) {
            ImageIO.write(indexed(ImageIO.read(in)), "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage indexed(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        var pixels = image.getRGB(0, 0, width, height, null, 0, width);
        var palette = palette(pixels);
        var places = new HashMap<Integer, Integer>();
        var indexed = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model(palette));
        var raster = indexed.getRaster();
        for (int i = 0; i < pixels.length; i++) {
            raster.setSample(i % width, i / width, 0,
                    places.computeIfAbsent(pixels[i], pixel -> nearest(palette, pixel)));
        }
        return indexed;
    }

    /// The most frequent colours, of those that look the same the most frequent one.
    private static List<Integer> palette(int[] pixels) {
        var counts = new HashMap<Integer, Integer>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        var alike = new HashMap<Integer, Map.Entry<Integer, Integer>>();
        counts.entrySet()
                .forEach(one -> alike.merge(one.getKey() & SAME, one,
                        (old, other) -> old.getValue() >= other.getValue() ? old : other));
        return alike.values()
                .stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(COLOURS)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static IndexColorModel model(List<Integer> palette) {
        var colours = palette.stream().mapToInt(Integer::intValue).toArray();
        return new IndexColorModel(Byte.SIZE, colours.length, colours, 0, false, -1,
                java.awt.image.DataBuffer.TYPE_BYTE);
    }

    private static int nearest(List<Integer> palette, int pixel) {
        int best = 0;
        for (int i = 1; i < palette.size(); i++) {
            if (distance(palette.get(i), pixel) < distance(palette.get(best), pixel)) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int red = (one >> 16 & 0xff) - (other >> 16 & 0xff);
        int green = (one >> 8 & 0xff) - (other >> 8 & 0xff);
        int blue = (one & 0xff) - (other & 0xff);
        return red * red + green * green + blue * blue;
    }
}
