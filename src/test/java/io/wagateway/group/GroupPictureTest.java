package io.wagateway.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.wagateway.error.InvalidRequestException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GroupPictureTest {
    /** Red on the left, green in the middle, blue on the right. */
    private static BufferedImage drawn(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D canvas = image.createGraphics();
        canvas.setColor(Color.RED);
        canvas.fillRect(0, 0, width, height);
        canvas.setColor(Color.GREEN);
        canvas.fillRect(width / 4, 0, width - 2 * (width / 4), height);
        canvas.setColor(Color.BLUE);
        canvas.fillRect(width - width / 4, 0, width / 4, height);
        canvas.dispose();
        return image;
    }

    private static byte[] file(BufferedImage image, String format, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (progressive) {
                param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static BufferedImage decoded(byte[] jpeg) throws IOException {
        assertThat(jpeg).startsWith(0xFF, 0xD8, 0xFF);
        return ImageIO.read(new ByteArrayInputStream(jpeg));
    }

    @ParameterizedTest
    @CsvSource({
        "jpeg, 1280, 640, 5, false, 640",
        "jpeg, 4096, 300, 5, true,  300",
        "jpeg, 100,  50,  10, false, 50",
        "png,  1280, 640, 5, false, 640",
        "png,  4096, 4096, 5, true, 640",
        "png,  64,   64,  6, false, 64",
        "png,  64,   32,  13, false, 32",
        "png,  2000, 999, 11, false, 640",
        "png,  1,    1,   5, false, 1",
    })
    void picture_becomesTheSquareInItsMiddle(
            String format, int width, int height, int type, boolean progressive, int side) throws IOException {
        byte[] file = file(drawn(width, height, type), format, progressive);
        BufferedImage square = decoded(GroupPicture.of(file, format));
        assertThat(square.getWidth()).isEqualTo(side);
        assertThat(square.getHeight()).isEqualTo(side);
        if (width == 2 * height && type < 10) {
            // The outer quarters are cut off.
            for (int x : new int[] {1, side / 2, side - 2}) {
                Color color = new Color(square.getRGB(x, side / 2));
                assertThat(color.getGreen()).isGreaterThan(200);
                assertThat(color.getRed()).isLessThan(60);
            }
        }
    }

    @Test
    void transparency_becomesWhite() throws IOException {
        byte[] file = file(new BufferedImage(50, 50, BufferedImage.TYPE_INT_ARGB), "png", false);
        assertThat(new Color(decoded(GroupPicture.of(file, "png")).getRGB(25, 25)))
                .isEqualTo(Color.WHITE);
    }

    @Test
    void placeWhereAPhotoWasTaken_isNotPassedOn() {
        byte[] file = file(drawn(100, 100, BufferedImage.TYPE_INT_RGB), "jpeg", false);
        byte[] secret = "Exif\0\0GPS 52.5200 N".getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream with = new ByteArrayOutputStream();
        with.write(file, 0, 2);
        with.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (secret.length + 2)});
        with.writeBytes(secret);
        with.write(file, 2, file.length - 2);
        byte[] jpeg = GroupPicture.of(with.toByteArray(), "jpeg");
        assertThat(new String(with.toByteArray(), StandardCharsets.ISO_8859_1)).contains("GPS");
        assertThat(new String(jpeg, StandardCharsets.ISO_8859_1)).doesNotContain("GPS");
    }

    static Stream<byte[]> wrong() {
        byte[] png = file(drawn(300, 300, BufferedImage.TYPE_INT_RGB), "png", false);
        byte[] jpeg = file(drawn(300, 300, BufferedImage.TYPE_INT_RGB), "jpeg", false);
        return Stream.of(
                new byte[0],
                "GIF89a".getBytes(StandardCharsets.US_ASCII),
                "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOf(png, 8),
                Arrays.copyOf(png, 40),
                Arrays.copyOf(png, png.length / 2),
                Arrays.copyOf(jpeg, 4),
                Arrays.copyOf(jpeg, 200),
                Arrays.copyOf(jpeg, jpeg.length / 2),
                file(drawn(30, 30, BufferedImage.TYPE_INT_RGB), "gif", false),
                file(drawn(30, 30, BufferedImage.TYPE_INT_RGB), "bmp", false));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void file_thatIsNoWholePicture_is400(byte[] file) {
        for (String format : List.of("png", "jpeg")) {
            assertThatThrownBy(() -> GroupPicture.of(file, format))
                    .isInstanceOfSatisfying(InvalidRequestException.class, refusal -> assertThat(refusal.details())
                            .containsOnlyKeys("body"));
        }
    }

    @Test
    void picture_ofAnotherTypeThanItSays_is400() {
        byte[] png = file(drawn(30, 30, BufferedImage.TYPE_INT_RGB), "png", false);
        assertThatThrownBy(() -> GroupPicture.of(png, "jpeg"))
                .isInstanceOfSatisfying(InvalidRequestException.class, refusal -> assertThat(refusal.details())
                        .hasToString("{body=is not the image/jpeg that Content-Type says}"));
    }

    /** The file is 45 bytes; its pixels would be 1.6 GB. */
    static byte[] hugePng(int side) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeBytes("IHDR");
        fields.writeInt(side);
        fields.writeInt(side);
        fields.write(new byte[] {8, 6, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(header.toByteArray());
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        DataOutputStream file = new DataOutputStream(png);
        file.writeLong(0x89504E470D0A1A0AL);
        file.writeInt(13);
        file.write(header.toByteArray());
        file.writeInt((int) crc.getValue());
        file.writeInt(0);
        file.writeBytes("IDAT");
        file.writeInt(0x35AF061E);
        return png.toByteArray();
    }

    @Test
    void picture_ofTooManyPixels_is400BeforeTheyAreInMemory() throws IOException {
        byte[] png = hugePng(20_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertThatThrownBy(() -> GroupPicture.of(png, "png"))
                .isInstanceOfSatisfying(InvalidRequestException.class, refusal -> assertThat(refusal.details())
                        .hasToString("{body=has 20000 x 20000 pixels; at most 4096 a side}"));
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated).isLessThan(20_000_000);
    }

    @Test
    void largestPicture_isDecodedInLittleMemory() {
        byte[] png = file(drawn(4_096, 4_096, BufferedImage.TYPE_BYTE_BINARY), "png", false);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        GroupPicture.of(png, "png");
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated).isLessThan(100_000_000);
    }

    @Test
    void file_withAnyBytesWrong_is400OrAPicture() {
        Random random = new Random(1);
        for (String format : List.of("png", "jpeg")) {
            byte[] file = file(drawn(40, 40, BufferedImage.TYPE_INT_RGB), format, false);
            IntStream.range(0, 2_000).forEach(i -> {
                byte[] broken = file.clone();
                for (int j = 0; j <= random.nextInt(4); j++) {
                    broken[random.nextInt(broken.length)] = (byte) random.nextInt();
                }
                try {
                    assertThat(GroupPicture.of(broken, format)).isNotEmpty();
                } catch (InvalidRequestException expected) {
                    assertThat(expected.details()).containsKey("body");
                }
            });
        }
    }
}
