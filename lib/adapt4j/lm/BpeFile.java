package adapt4j.lm;

import adapt4j.lm.BpeTrainer.Pair;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A tokeniser as the {@code tokenizer.json} of <a
 * href="https://huggingface.co/docs/tokenizers/index">Hugging Face's tokenizers</a>. Of a file, the
 * merges count; the rest must be what {@link #write} writes for them.
 */
final class BpeFile {
  private static final int FIRST_BYTE = Special.values().length;

  private static final String BYTES =
      """
      {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false}
      """;

  private BpeFile() {}

  static void write(Path file, List<Pair> merges) throws IOException {
    String json =
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json(merges));
    Files.writeString(file, json + "\n");
  }

  static Bpe read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("it is missing");
    }
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    Map<String, Integer> numbers = new HashMap<>();
    for (int b = 0; b < 256; b++) {
      numbers.put(ByteLetters.letters(new byte[] {(byte) b}), b);
    }
    List<Pair> merges = new ArrayList<>();
    for (JsonElement merge : json.getAsJsonObject("model").getAsJsonArray("merges")) {
      String left = merge.getAsJsonArray().get(0).getAsString();
      String right = merge.getAsJsonArray().get(1).getAsString();
      Integer first = numbers.get(left);
      Integer second = numbers.get(right);
      if (first == null || second == null) {
        throw new IOException("it merges " + left + " and " + right + " before they are pieces");
      }
      numbers.putIfAbsent(left + right, 256 + merges.size());
      merges.add(new Pair(first, second));
    }
    if (!json.equals(json(merges))) {
      throw new IOException("it is damaged, or it was not written by Bpe.save");
    }
    return new Bpe(merges);
  }

  static String reason(Exception e) {
    return e instanceof IOException ? e.getMessage() : "it is no JSON of a byte-pair tokeniser";
  }

  private static JsonObject json(List<Pair> merges) {
    List<String> pieces = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      pieces.add(ByteLetters.letters(new byte[] {(byte) b}));
    }
    JsonArray pairs = new JsonArray();
    for (Pair pair : merges) {
      JsonArray both = new JsonArray();
      both.add(pieces.get(pair.left()));
      both.add(pieces.get(pair.right()));
      pairs.add(both);
      pieces.add(pieces.get(pair.left()) + pieces.get(pair.right()));
    }
    JsonObject vocab = new JsonObject();
    JsonArray added = new JsonArray();
    for (Special special : Special.values()) {
      vocab.addProperty(special.shown(), special.id());
      JsonObject token = new JsonObject();
      token.addProperty("id", special.id());
      token.addProperty("content", special.shown());
      for (String no : List.of("single_word", "lstrip", "rstrip", "normalized")) {
        token.addProperty(no, false);
      }
      token.addProperty("special", true);
      added.add(token);
    }
    for (int i = 0; i < pieces.size(); i++) {
      vocab.addProperty(pieces.get(i), FIRST_BYTE + i);
    }
    JsonObject model = new JsonObject();
    model.addProperty("type", "BPE");
    model.add("vocab", vocab);
    model.add("merges", pairs);
    JsonObject json = new JsonObject();
    json.addProperty("version", "1.0");
    json.add("added_tokens", added);
    json.add("pre_tokenizer", JsonParser.parseString(preTokenizer()));
    json.add("decoder", JsonParser.parseString(BYTES));
    json.add("model", model);
    return json;
  }

  private static String preTokenizer() {
    return """
        {"type": "Sequence", "pretokenizers": [
          {"type": "Split", "pattern": {"Regex": "%s"}, "behavior": "Isolated", "invert": false},
          %s]}
        """
        .formatted(Bpe.WORDS.replace("\\", "\\\\"), BYTES);
  }
}
