package io.wagateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class QrPictureTest {
    private static final String CODE = "2@" + "aB3+/".repeat(26) + "=," + "xY9".repeat(14) + ",k==,l==";

    @Test
    void picture_thatWasDrawn_saysTheSame() {
        assertThat(QrPicture.read(QrPicture.draw(CODE))).contains(CODE);
    }

    @Test
    void picture_onATransparentGround_isReadAsWell() throws IOException {
        BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(QrPicture.draw(CODE)));
        BufferedImage clear = new BufferedImage(drawn.getWidth(), drawn.getHeight(), BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < drawn.getHeight(); y++) {
            for (int x = 0; x < drawn.getWidth(); x++) {
                boolean black = drawn.getRGB(x, y) == Color.BLACK.getRGB();
                clear.setRGB(x, y, black ? Color.BLACK.getRGB() : 0);
            }
        }
        assertThat(QrPicture.read(png(clear))).contains(CODE);
    }

    @Test
    void picture_withoutACode_saysNothing() throws IOException {
        assertThat(QrPicture.read(png(new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB))))
                .isEmpty();
        assertThat(QrPicture.read(new byte[0])).isEmpty();
        assertThat(QrPicture.read("<html>".getBytes(StandardCharsets.UTF_8))).isEmpty();
        byte[] half = QrPicture.draw(CODE);
        assertThat(QrPicture.read(Arrays.copyOf(half, half.length / 2))).isEmpty();
    }

    @Test
    void picture_thatWouldFillTheMemory_isNotLookedAt() {
        byte[] huge = QrPicture.draw(CODE);
        // The width in a PNG's header.
        huge[16] = 0x7F;
        assertThat(QrPicture.read(huge)).isEmpty();
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
