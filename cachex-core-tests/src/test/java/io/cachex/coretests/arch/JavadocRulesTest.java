package io.cachex.coretests.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** doclint checks what comments say; this checks that they are there. */
class JavadocRulesTest {

    /** design.md section 7: {@code public} is a promise, so it has a Javadoc comment. */
    @Test
    void everyPublicTypeAndMethodHasAComment() throws IOException {
        assertThat(undocumented(Sources.published())).isEmpty();
    }

    /** The check is worth nothing if it finds nothing. */
    @Test
    void aMissingCommentIsFound() throws IOException {
        Path example = Sources.root()
                .resolve("cachex-core-tests/src/test/java/io/cachex/coretests/arch/UndocumentedExample.java");

        Set<String> found = undocumented(List.of(example));

        assertThat(found)
                .containsExactlyInAnyOrder(
                        "UndocumentedExample", "UndocumentedExample.bare", "UndocumentedExample.Inner.alsoBare");
    }

    private static Set<String> undocumented(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Set<String> found = new TreeSet<>();
        try (StandardJavaFileManager sources = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, sources, null, List.of("-proc:none"), null, sources.getJavaFileObjectsFromPaths(files));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(docs, found).scan(unit, null);
            }
        }
        return found;
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {

        private final DocTrees docs;
        private final Set<String> found;
        private final Deque<ClassTree> types = new ArrayDeque<>();

        Scanner(DocTrees docs, Set<String> found) {
            this.docs = docs;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            if (!isPromised(type.getModifiers())) {
                return null; // nor is anything in it
            }
            types.addLast(type);
            check(getCurrentPath(), "");
            super.visitClass(type, none);
            types.removeLast();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            if (isPromised(method.getModifiers()) && !isOverride(method) && !isCompactConstructor(method)) {
                check(getCurrentPath(), "." + method.getName());
            }
            return null; // types within methods are nobody's business
        }

        private void check(TreePath path, String member) {
            if (docs.getDocComment(path) == null) {
                List<String> names = types.stream()
                        .map(type -> type.getSimpleName().toString())
                        .toList();
                found.add(String.join(".", names) + member);
            }
        }

        private boolean isPromised(ModifiersTree modifiers) {
            Set<Modifier> flags = modifiers.getFlags();
            boolean inInterface = !types.isEmpty()
                    && types.getLast().getKind() == Tree.Kind.INTERFACE
                    && !flags.contains(Modifier.PRIVATE);
            return inInterface || flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED);
        }

        /** What is overridden has its comment above. */
        private static boolean isOverride(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }

        /** A record's own constructor is documented by its components. */
        private boolean isCompactConstructor(MethodTree method) {
            return types.getLast().getKind() == Tree.Kind.RECORD
                    && method.getName().contentEquals("<init>");
        }
    }
}
