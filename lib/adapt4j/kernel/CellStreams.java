package adapt4j.kernel;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.dflib.jjava.jupyter.messages.publish.PublishStream.StreamType;

/** {@code System.out}, {@code System.err} and {@code System.in} of cells. */
final class CellStreams {
  private CellStreams() {}

  /**
   * Makes a print stream into the notebook.
   *
   * @param type out or err
   * @param cell the answer to the running or latest cell; null before the first
   * @param terminal where text goes before the first cell, and from abandoned threads
   */
  static PrintStream output(
      StreamType type, Supplier<ShellReplyEnvironment> cell, PrintStream terminal) {
    return new PrintStream(new Output(type, cell, terminal), true, StandardCharsets.UTF_8);
  }

  private static final class Output extends OutputStream {
    private final StreamType type;
    private final Supplier<ShellReplyEnvironment> cell;
    private final PrintStream terminal;
    private final CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] partOfCharacter = {};

    Output(StreamType type, Supplier<ShellReplyEnvironment> cell, PrintStream terminal) {
      this.type = type;
      this.cell = cell;
      this.terminal = terminal;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      ShellReplyEnvironment reply = cell.get();
      if (reply == null || CellThread.isAbandoned()) {
        terminal.write(bytes, from, length);
        return;
      }
      ByteBuffer in = ByteBuffer.allocate(partOfCharacter.length + length);
      in.put(partOfCharacter).put(bytes, from, length).flip();
      CharBuffer out = CharBuffer.allocate(in.remaining());
      decoder.reset().decode(in, out, false);
      partOfCharacter = new byte[in.remaining()];
      in.get(partOfCharacter);
      String text = out.flip().toString();
      if (!text.isEmpty()) {
        reply.publish(new PublishStream(type, text));
      }
    }
  }

  /** Asks the front end for a line whenever a cell reads beyond the last one. */
  static final class Input extends InputStream {
    private final Supplier<CompletableFuture<String>> ask;
    private byte[] line = {};
    private int next;

    /**
     * An input stream.
     *
     * @param ask asks for a line; throws IllegalStateException where the front end offers no input
     */
    Input(Supplier<CompletableFuture<String>> ask) {
      this.ask = ask;
    }

    @Override
    public synchronized int read() {
      fill();
      return line[next++] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int from, int length) {
      if (length == 0) {
        return 0;
      }
      fill();
      int count = Math.min(length, line.length - next);
      System.arraycopy(line, next, into, from, count);
      next += count;
      return count;
    }

    @Override
    public synchronized int available() {
      return line.length - next;
    }

    private void fill() {
      if (next < line.length) {
        return;
      }
      CompletableFuture<String> answer = ask.get();
      try {
        line = (answer.get() + "\n").getBytes(StandardCharsets.UTF_8);
        next = 0;
      } catch (InterruptedException e) {
        answer.cancel(true);
        throw new Guard.Stop();
      } catch (ExecutionException e) {
        throw new IllegalStateException("the front end did not answer", e);
      }
    }
  }
}
