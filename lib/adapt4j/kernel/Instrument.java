package adapt4j.kernel;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Weaves the calls of {@link Guard} into the classes of a cell.
 *
 * <p>A JVM has no safe way to stop a thread from outside. So the code of a cell asks by itself: a
 * check at the start of each method and at each jump back reaches every endless loop and recursion
 * in Java code, with the same bytecode on every JDK. And a call that would end the JVM becomes an
 * error that ends the cell.
 */
final class Instrument extends MethodVisitor {
  private static final String GUARD = Guard.class.getName().replace('.', '/');
  private static final String RUNTIME = "java/lang/Runtime";
  private static final String EXIT_STATIC = "(I)V";
  private static final String EXIT_RUNTIME = "(L" + RUNTIME + ";I)V";

  private final Set<Label> passed = new HashSet<>();

  private Instrument(MethodVisitor next) {
    super(Opcodes.ASM9, next);
  }

  /** The same class, with the calls woven in. */
  static byte[] weave(byte[] bytecode) {
    ClassReader reader = new ClassReader(bytecode);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String type, String signature, String[] exceptions) {
            return new Instrument(super.visitMethod(access, name, type, signature, exceptions));
          }
        },
        0);
    return writer.toByteArray();
  }

  @Override
  public void visitCode() {
    super.visitCode();
    check();
  }

  @Override
  public void visitLabel(Label label) {
    passed.add(label);
    super.visitLabel(label);
  }

  @Override
  public void visitJumpInsn(int opcode, Label target) {
    if (passed.contains(target)) {
      check();
    }
    super.visitJumpInsn(opcode, target);
  }

  // Takes nothing from the stack and leaves nothing there, so frames and sizes stay as they are.
  private void check() {
    super.visitMethodInsn(Opcodes.INVOKESTATIC, GUARD, "check", "()V", false);
  }

  @Override
  public void visitMethodInsn(int opcode, String owner, String name, String type, boolean itf) {
    if (isSystemExit(owner, name, type)) {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, GUARD, "exit", EXIT_STATIC, false);
    } else if (isRuntimeExit(owner, name, type)) {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, GUARD, "exit", EXIT_RUNTIME, false);
    } else {
      super.visitMethodInsn(opcode, owner, name, type, itf);
    }
  }

  // Method references such as System::exit.
  @Override
  public void visitInvokeDynamicInsn(String name, String type, Handle factory, Object... args) {
    Object[] woven = args.clone();
    for (int i = 0; i < woven.length; i++) {
      if (woven[i] instanceof Handle h) {
        if (isSystemExit(h.getOwner(), h.getName(), h.getDesc())) {
          woven[i] = new Handle(Opcodes.H_INVOKESTATIC, GUARD, "exit", EXIT_STATIC, false);
        } else if (isRuntimeExit(h.getOwner(), h.getName(), h.getDesc())) {
          woven[i] = new Handle(Opcodes.H_INVOKESTATIC, GUARD, "exit", EXIT_RUNTIME, false);
        }
      }
    }
    super.visitInvokeDynamicInsn(name, type, factory, woven);
  }

  private static boolean isSystemExit(String owner, String name, String type) {
    return owner.equals("java/lang/System") && name.equals("exit") && type.equals(EXIT_STATIC);
  }

  private static boolean isRuntimeExit(String owner, String name, String type) {
    return owner.equals(RUNTIME)
        && (name.equals("exit") || name.equals("halt"))
        && type.equals(EXIT_STATIC);
  }
}
