// GOWA takes a picture as the file of a form.
def boundary = UUID.randomUUID().toString()
def form = new ByteArrayOutputStream()
def part = { String head, byte[] content ->
    form.writeBytes("--$boundary\r\nContent-Disposition: form-data; $head\r\n\r\n".getBytes('UTF-8'))
    form.writeBytes(content)
    form.writeBytes('\r\n'.getBytes('UTF-8'))
}
part('name="group_id"', exchangeProperty.request.group.getBytes('UTF-8'))
part('name="photo"; filename="picture.jpg"\r\nContent-Type: image/jpeg', exchangeProperty.request.picture.decodeBase64())
form.writeBytes("--$boundary--\r\n".getBytes('UTF-8'))
[bytes: form.toByteArray(), type: 'multipart/form-data; boundary=' + boundary]
