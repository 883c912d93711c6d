package io.wagateway.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Contract section 9: the pictures of groups, over real HTTP, on the simulator. */
class GroupPicturesIT {
    private static final String KEY = "wa_all_00000000000000000000000000000000";
    private static final String READER = "wa_reader_00000000000000000000000000000";
    private static final String PICTURE = RunningGateway.SESSIONS + "phone/groups/120363000000000001@g.us/picture";
    private static final int MIB = 1024 * 1024;

    private static RunningGateway gateway;
    private static byte[] png;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        gateway = RunningGateway.start();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(noise(700), "png", bytes);
        png = bytes.toByteArray();
        // More than the 64 KiB that other operations take.
        assertThat(png).hasSizeBetween(MIB, 2 * MIB);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static BufferedImage noise(int side) {
        Random random = new Random(1);
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }

    private HttpRequest put(String path, byte[] body, String... headers) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .PUT(body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .headers(headers)
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> put(byte[] body, String type) throws Exception {
        return send(put(PICTURE, body, "x-api-key", KEY, "Content-Type", type));
    }

    @Test
    void picture_isSetAndDeleted() throws Exception {
        assertThat(put(png, "image/png").statusCode()).isEqualTo(204);
        assertThat(put(png, "image/png; x=y").statusCode()).isEqualTo(204);
        for (int i = 0; i < 2; i++) {
            assertThat(gateway.send("DELETE", PICTURE, null, "x-api-key", KEY).statusCode())
                    .isEqualTo(204);
        }
        Awaitility.await().untilAsserted(() -> assertThat(
                        gateway.send("GET", "/api/v1/events?event=group.updated", null, "x-api-key", READER)
                                .body())
                .contains("\"operationId\":\"setGroupPicture\"")
                .contains("\"operationId\":\"deleteGroupPicture\"")
                .contains("\"changed\":[\"picture\"]"));
    }

    @Test
    void body_thatIsNoPicture_isRefusedBeforeTheConnectionMatters() throws Exception {
        String unplugged = PICTURE.replace("/phone/", "/unplugged/");
        String[] jpeg = {"x-api-key", KEY, "Content-Type", "image/jpeg"};
        assertThat(send(put(unplugged, png, jpeg)).statusCode()).isEqualTo(400);
        assertThat(send(put(unplugged, null, "x-api-key", KEY)).statusCode()).isEqualTo(400);
        assertThat(send(put(unplugged, png, "x-api-key", KEY)).statusCode()).isEqualTo(415);
        assertThat(send(put(unplugged, png, "x-api-key", KEY, "Content-Type", "image/gif"))
                        .statusCode())
                .isEqualTo(415);
        assertThat(send(put(unplugged, png, "x-api-key", KEY, "Content-Type", "image/*"))
                        .statusCode())
                .isEqualTo(415);
        assertThat(send(put(unplugged, png, "x-api-key", KEY, "Content-Type", "image/png", "Content-Encoding", "gzip"))
                        .statusCode())
                .isEqualTo(415);
        HttpResponse<String> huge =
                send(put(unplugged, GroupPictureTest.hugePng(20_000), "x-api-key", KEY, "Content-Type", "image/png"));
        assertThat(huge.statusCode()).isEqualTo(400);
        assertThat(huge.body()).contains("20000 x 20000").contains("validation_error");
        assertThat(send(put(unplugged, png, "x-api-key", KEY, "Content-Type", "image/png"))
                        .statusCode())
                .isEqualTo(501);
    }

    @Test
    void body_ofMoreThanTwoMiB_is413() throws Exception {
        HttpResponse<String> declared = put(new byte[2 * MIB + 1], "image/png");
        assertThat(declared.statusCode()).isEqualTo(413);
        assertThat(declared.body()).contains("\"limit\":2097152");
        HttpRequest chunked = HttpRequest.newBuilder(gateway.uri(PICTURE))
                .PUT(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[2 * MIB + 1])))
                .headers("x-api-key", KEY, "Content-Type", "image/png")
                .build();
        assertThat(send(chunked).statusCode()).isEqualTo(413);
        assertThat(put(new byte[2 * MIB], "image/png").statusCode()).isEqualTo(400);
        // The limit of the others stays.
        assertThat(gateway.send("DELETE", PICTURE, "x".repeat(65_537), "x-api-key", KEY)
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void caller_isCheckedInTheOrderOfTheContract() throws Exception {
        String[] type = {"Content-Type", "image/png"};
        assertThat(send(put(PICTURE, png, type)).statusCode()).isEqualTo(401);
        assertThat(send(put(PICTURE, png, "x-api-key", READER)).statusCode()).isEqualTo(403);
        assertThat(send(put(PICTURE.replace("/phone/", "/theirs/"), png, "x-api-key", KEY))
                        .statusCode())
                .isEqualTo(404);
        for (String group : List.of("120363000000000003@g.us", "nonsense")) {
            assertThat(send(put(
                                    PICTURE.replace("120363000000000001@g.us", group),
                                    png,
                                    "x-api-key",
                                    KEY,
                                    "Content-Type",
                                    "image/png"))
                            .statusCode())
                    .isEqualTo(404);
        }
        assertThat(send(put(
                                PICTURE.replace("120363000000000001@g.us", "6281000000001-1500000000@g.us"),
                                png,
                                "x-api-key",
                                KEY,
                                "Content-Type",
                                "image/png"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void floodOfPictures_isBoundedAndLetsOthersThrough() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> flood = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            flood.add(client.sendAsync(
                    put(PICTURE, png, "x-api-key", KEY, "Content-Type", "image/png"),
                    HttpResponse.BodyHandlers.ofString()));
        }
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> one : flood) {
            HttpResponse<String> answer = one.get();
            statuses.add(answer.statusCode());
            if (answer.statusCode() == 429) {
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
            }
        }
        assertThat(statuses).containsOnly(204, 429).contains(204, 429);
        assertThat(put(png, "image/png").statusCode()).isEqualTo(204);
    }
}
