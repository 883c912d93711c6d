package io.wagateway.session;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.EncodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** QR codes as PNG, in memory only: a code is a credential, and no file may keep it. */
final class QrPicture {
    private static final int SIZE = 400;
    private static final int MAX_SIZE = 2_000;
    private static final int WHITE = 0xFFFFFF;

    private QrPicture() {}

    static byte[] draw(String text) {
        try {
            BitMatrix code = new QRCodeWriter()
                    .encode(text, BarcodeFormat.QR_CODE, SIZE, SIZE, Map.of(EncodeHintType.MARGIN, 4));
            BufferedImage image = new BufferedImage(code.getWidth(), code.getHeight(), BufferedImage.TYPE_BYTE_BINARY);
            for (int y = 0; y < code.getHeight(); y++) {
                for (int x = 0; x < code.getWidth(); x++) {
                    image.setRGB(x, y, code.get(x, y) ? 0 : WHITE);
                }
            }
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
                ImageIO.write(image, "png", out);
            }
            return png.toByteArray();
        } catch (WriterException | IOException e) {
            throw new IllegalStateException("the code does not fit into a picture", e);
        }
    }

    /** The text of the QR code in a PNG; empty if it has none, is no PNG, or is larger than 2,000 pixels a side. */
    static Optional<String> read(byte[] png) {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
            reader.setInput(in, true, true);
            // The header is enough to reject a picture that would fill the memory.
            if (reader.getWidth(0) > MAX_SIZE || reader.getHeight(0) > MAX_SIZE) {
                return Optional.empty();
            }
            BufferedImage image = reader.read(0);
            int width = image.getWidth();
            int height = image.getHeight();
            int[] pixels = onWhite(image).getRGB(0, 0, width, height, null, 0, width);
            BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels)));
            return Optional.of(new QRCodeReader()
                    .decode(bitmap, Map.of(DecodeHintType.TRY_HARDER, true))
                    .getText());
        } catch (IOException | ReaderException | IllegalArgumentException e) {
            return Optional.empty();
        } finally {
            reader.dispose();
        }
    }

    /** A code on a transparent background would be black on black. */
    private static BufferedImage onWhite(BufferedImage image) {
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        opaque.createGraphics().drawImage(image, 0, 0, Color.WHITE, null);
        return opaque;
    }
}
