package adapt4j.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** The four changes that {@link TextAugment} offers. */
record Eda(Change change, double share) implements TextAugment {
  Eda {
    if (!(share >= 0 && share <= 1)) { // also when it is not a number
      throw new IllegalArgumentException(
          "A share of a text's words goes from 0 to 1, but it is " + share + ". Try 0.1.");
    }
    if (change == Change.SYNONYMS || change == Change.INSERTION) {
      Synonyms.wordNet(); // says now if it is missing
    }
  }

  @Override
  public String apply(String text, Random random) {
    Words words = Words.of(text);
    if (words.size() == 0 || share == 0) {
      return text;
    }
    change.make(words, share, random);
    return words.toString();
  }

  private static int some(double share, Words words) {
    return Math.max(1, (int) (share * words.size()));
  }

  enum Change {
    SYNONYMS {
      @Override
      void make(Words words, double share, Random random) {
        List<Integer> known = replaceable(words);
        Collections.shuffle(known, random);
        for (int i : known.subList(0, Math.min(some(share, words), known.size()))) {
          words.set(i, Synonyms.likeCase(words.get(i), draw(synonyms(words, i), random)));
        }
      }
    },

    INSERTION {
      @Override
      void make(Words words, double share, Random random) {
        // Found before the first comes in: those that came in have no say.
        List<List<String>> known = new ArrayList<>();
        replaceable(words).forEach(i -> known.add(synonyms(words, i)));
        for (int n = known.isEmpty() ? 0 : some(share, words); n > 0; n--) {
          String synonym = draw(draw(known, random), random);
          words.insert(random.nextInt(words.size() + 1), synonym);
        }
      }
    },

    SWAP {
      @Override
      void make(Words words, double share, Random random) {
        for (int n = words.size() == 1 ? 0 : some(share, words); n > 0; n--) {
          int one = random.nextInt(words.size());
          int other = random.nextInt(words.size() - 1);
          words.swap(one, other < one ? other : other + 1);
        }
      }
    },

    DELETION {
      @Override
      void make(Words words, double share, Random random) {
        boolean[] goes = new boolean[words.size()];
        boolean all = true;
        for (int i = 0; i < goes.length; i++) {
          goes[i] = random.nextDouble() < share;
          all &= goes[i];
        }
        if (all) {
          goes[random.nextInt(goes.length)] = false;
        }
        for (int i = goes.length - 1; i >= 0; i--) {
          if (goes[i]) {
            words.remove(i);
          }
        }
      }
    };

    abstract void make(Words words, double share, Random random);

    /** The places of words that have a synonym. */
    private static List<Integer> replaceable(Words words) {
      return new ArrayList<>(
          IntStream.range(0, words.size())
              .filter(i -> !synonyms(words, i).isEmpty())
              .boxed()
              .toList());
    }

    private static List<String> synonyms(Words words, int i) {
      return Synonyms.wordNet().of(words.get(i), i == 0 ? "" : words.get(i - 1));
    }

    private static <T> T draw(List<T> from, Random random) {
      return from.get(random.nextInt(from.size()));
    }
  }

  @Override
  public String toString() {
    return change.name().toLowerCase(Locale.ROOT) + " " + share;
  }
}
