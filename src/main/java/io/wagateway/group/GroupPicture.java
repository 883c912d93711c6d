package io.wagateway.group;

import io.wagateway.error.InvalidRequestException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The picture of a group. WhatsApp shows it as a square, at most 640 pixels a side, and some engines pass on only a JPEG of
 * that form. So every picture becomes one: its middle. What else a file may have, such as where a photo was taken, is not in
 * it. All of it happens in memory.
 */
final class GroupPicture {
    /** Bytes of an upload. */
    static final int MAX_BYTES = 2 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(GroupPicture.class);

    /** Pixels a side: a decoder of JPEGs may have all of a picture in memory. */
    private static final int MAX_SIDE = 4_096;

    private static final int SIDE = 640;

    /** Pixels a side that are decoded at least, if there are so many: from more of them the smaller picture looks better. */
    private static final int DECODED_SIDE = 960;

    private static final float QUALITY = 0.9f;
    private static final String FIELD = "body";

    private GroupPicture() {}

    /**
     * The JPEG for engines.
     *
     * @param format jpeg or png
     * @throws InvalidRequestException 400: it is no such picture, is broken, or has too many pixels
     */
    static byte[] of(byte[] upload, String format) {
        try {
            return write(square(upload, format));
        } catch (IOException | RuntimeException e) {
            if (e instanceof InvalidRequestException wrong) {
                throw wrong;
            }
            // Of a broken file, decoders also throw what they did not mean to.
            LOG.debug("A picture cannot be decoded", e);
            throw wrong("is no " + format.toUpperCase(Locale.ROOT) + " that can be decoded");
        }
    }

    private static BufferedImage square(byte[] upload, String format) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        AtomicBoolean isCutOff = new AtomicBoolean();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(upload))) {
            if (!reader.getOriginatingProvider().canDecodeInput(in)) {
                throw wrong("is not the image/" + format + " that Content-Type says");
            }
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, warning) -> {
                if (warning.startsWith("Truncated") || warning.startsWith("Premature end")) {
                    isCutOff.set(true);
                }
            });
            // The header is enough to reject a picture that would fill the memory.
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width > MAX_SIDE || height > MAX_SIDE) {
                throw wrong("has " + width + " x " + height + " pixels; at most " + MAX_SIDE + " a side");
            }
            BufferedImage decoded = reader.read(0, middle(reader.getDefaultReadParam(), width, height));
            if (isCutOff.get()) {
                throw wrong("is cut off");
            }
            return scaled(decoded);
        } finally {
            reader.dispose();
        }
    }

    /** Not all of the pixels of a large picture. */
    private static ImageReadParam middle(ImageReadParam param, int width, int height) {
        int side = Math.min(width, height);
        int step = Math.max(1, side / DECODED_SIDE);
        param.setSourceRegion(new Rectangle((width - side) / 2, (height - side) / 2, side, side));
        param.setSourceSubsampling(step, step, 0, 0);
        return param;
    }

    /** On white where it is transparent, as a JPEG is not. */
    private static BufferedImage scaled(BufferedImage decoded) {
        int side = Math.min(SIDE, Math.min(decoded.getWidth(), decoded.getHeight()));
        BufferedImage scaled = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = scaled.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        canvas.drawImage(decoded, 0, 0, side, side, Color.WHITE, null);
        canvas.dispose();
        return scaled;
    }

    private static byte[] write(BufferedImage picture) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(jpeg)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return jpeg.toByteArray();
    }

    static InvalidRequestException wrong(String what) {
        return InvalidRequestException.validation("the body is not what this operation takes", Map.of(FIELD, what));
    }
}
