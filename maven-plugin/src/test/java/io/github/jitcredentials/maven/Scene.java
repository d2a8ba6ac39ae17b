package io.github.jitcredentials.maven;

import java.io.IOException;
import java.nio.file.Path;

/** Where a cell's scenario is played: a ground of its own, a project set up for the cell's entrance, the cell's Maven. */
final class Scene implements AutoCloseable {
    private final Cell cell;
    private final Ground ground;

    private Scene(Cell cell, Ground ground) {
        this.cell = cell;
        this.ground = ground;
    }

    static Scene open(Cell cell) throws IOException {
        return new Scene(cell, Ground.open("matrix " + cell.scenario().name() + " " + cell));
    }

    Ground ground() {
        return ground;
    }

    Cell cell() {
        return cell;
    }

    Path project() throws IOException {
        return entered(ground.project());
    }

    /** The same for another repository. */
    Path project(String repositoryUrl) throws IOException {
        return entered(ground.project(repositoryUrl));
    }

    private Path entered(Path project) throws IOException {
        cell.entrance().open(project);
        return project;
    }

    InnerBuild start(Path project, String... arguments) {
        return ground.start(cell.launcher(), project, arguments);
    }

    InnerBuild run(Path project, String... arguments) {
        InnerBuild build = start(project, arguments);
        build.await();
        return build;
    }

    @Override
    public void close() throws IOException {
        ground.close();
    }
}
