"""Paths from elsewhere: what is made of logged weights, of a network that PyTorch trained and of others."""

import pickle

import numpy as np
import pytest

from gdcore import check_loss, descend, momentum, quadratic_bowl, recorded, rosenbrock

PATH = np.array([[4.0, 2.0], [2.0, 0.0], [1.0, 0.0], [0.5, -1.0]])
SINGLE = PATH.astype(np.float32)
BOWL = quadratic_bowl(4)


def test_a_network_that_pytorch_trained(network):
    run = recorded(network.path)
    np.testing.assert_array_equal(run.points, network.points)
    np.testing.assert_array_equal(run.losses, network.losses)
    np.testing.assert_array_equal(run.gradients, network.gradients)
    np.testing.assert_allclose(run.points[1:], run.points[:-1] + run.velocities, rtol=1e-15, atol=1e-15)
    assert (run.diverged_at, run.layout) == (-1, None)
    assert repr(run) == "<Trajectory: 60 steps of 25 weights>"


def test_its_loss_gives_what_pytorch_recorded(network):
    assert max(check_loss(network.loss, network.points[[0, 30, 60]]).errors.values()) < 1e-7
    run = recorded(network.points, loss=network.loss)
    np.testing.assert_allclose(run.losses, network.losses, rtol=1e-13)
    np.testing.assert_allclose(run.gradients, network.gradients, rtol=1e-11, atol=1e-15)


def test_its_path_is_that_of_the_same_optimiser(network):
    run = descend(network.loss, momentum(0.3, 0.8), network.points[0], 60)
    np.testing.assert_allclose(run.points, network.points, rtol=1e-10, atol=1e-12)


def by_layer(network):
    sizes = np.cumsum([np.prod(shape) for _, shape in network.layout])[:-1]
    parts = np.split(network.points, sizes.astype(int), axis=1)
    return {name: part.reshape(-1, *shape) for part, (name, shape) in zip(parts, network.layout, strict=True)}


def test_layers_are_joined_as_pytorch_joins_them(network):
    layers = by_layer(network)
    steps = [{name: array[step] for name, array in layers.items()} for step in range(61)]
    for given in (layers, steps):
        run = recorded(given, network.losses)
        np.testing.assert_array_equal(run.points, network.points)
        assert run.layout == network.layout
        assert pickle.loads(pickle.dumps(run)).layout == network.layout
    slopes = {name: np.diff(array, axis=0) for name, array in layers.items()}
    np.testing.assert_array_equal(recorded(layers, gradients=slopes).gradients, run.velocities)


def test_a_model_of_pytorch_is_logged_as_it_is():
    torch = pytest.importorskip("torch")
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Linear(3, 1))
    log, vectors = [], []
    for step in range(4):
        with torch.no_grad():
            model[0].weight.mul_(1 + step)
        log.append({name: layer.detach().clone() for name, layer in model.named_parameters()})
        vectors.append(torch.nn.utils.parameters_to_vector(model.parameters()).detach())
    run = recorded(log)
    np.testing.assert_array_equal(run.points, torch.stack(vectors).double().numpy())
    np.testing.assert_array_equal(recorded(vectors).points, run.points)
    assert run.layout[:2] == (("0.weight", (3, 2)), ("0.bias", (3,)))
    with pytest.raises(ValueError, match=r"points\[0\] is tensor.*requires grad"):
        recorded([torch.nn.utils.parameters_to_vector(model.parameters()) for _ in range(2)])
    losses = [torch.tensor(4.0 - step) for step in range(4)]
    np.testing.assert_array_equal(recorded(vectors, losses).losses, [4, 3, 2, 1])
    with pytest.raises(ValueError, match=r"points\['0.weight'\] is 4 times the same array"):
        recorded([model.state_dict() for _ in range(4)])


def test_steps_may_be_columns_of_one_array():
    columns = np.array(PATH.T, order="C")
    np.testing.assert_array_equal(recorded([columns[:, step] for step in range(4)]).points, PATH)


def test_losses_may_be_arrays_of_one_number():
    run = recorded(PATH, [np.array(loss, dtype=np.float32) for loss in (4, 3, 2, 1)])
    np.testing.assert_array_equal(run.losses, [4, 3, 2, 1])


@pytest.mark.parametrize("shape", [(4, 2), (2, 2, 2)])
def test_arrays_lists_and_files_give_the_same(tmp_path, shape):
    path = PATH.reshape(shape)
    np.savez(tmp_path / "run.npz", points=path, other=3)
    np.save(tmp_path / "run.npy", path)
    with np.load(tmp_path / "run.npz") as file:
        opened = recorded(file)
    given = [path, path.tolist(), list(path), tmp_path / "run.npz", f"{tmp_path}/run.npy", path.astype("f4")]
    for run in [opened, *map(recorded, given)]:
        np.testing.assert_array_equal(run.points, path)
        assert run.losses.shape == path.shape[:-1]
        assert run.gradients.shape == run.velocities.shape == path[1:].shape


def test_a_trajectory_that_is_saved_comes_back(tmp_path):
    run = descend(rosenbrock, momentum(1e-3, 0.9), [[-1.2, 1], [0, 1], [40, 40]], 30)
    parts = {"points": run.points, "losses": run.losses, "gradients": run.gradients}
    np.savez(tmp_path / "run.npz", **parts)
    back = recorded(tmp_path / "run.npz")
    for name in parts:
        np.testing.assert_array_equal(getattr(back, name), getattr(run, name))
    np.testing.assert_allclose(back.velocities, run.velocities, atol=1e-13)


def test_of_a_loss_it_is_what_descend_gives():
    """A diverging run is held as descend holds it."""
    starts, optimizer = [[-1.2, 1.0], [60.0, -9.0], [1.0, 1.0], [1e60, 0.0]], momentum(1.2e-3, 0.5)
    run = descend(rosenbrock, optimizer, starts, 20)
    assert (run.diverged_at >= 0).tolist() == [False, True, False, True]
    path, state = [np.array(starts)], np.zeros((4, 2))
    with np.errstate(all="ignore"):
        for step in range(20):
            move, state = optimizer.update(rosenbrock.gradient(path[-1]), state, path[-1], step)
            path.append(path[-1] + move)
    same = recorded(path, loss=rosenbrock)
    for name in ("points", "losses", "gradients", "diverged_at"):
        np.testing.assert_array_equal(getattr(same, name), getattr(run, name))
    np.testing.assert_allclose(same.velocities, run.velocities, rtol=1e-9, atol=1e-12)


def test_what_is_not_known_is_nan():
    run = recorded(PATH)
    assert np.isnan(run.losses).all()
    assert np.isnan(run.gradients).all()
    np.testing.assert_array_equal(run.velocities, np.diff(PATH, axis=0))
    assert np.isnan(recorded(PATH, [4, 3, 2, 1]).gradients).all()
    assert np.isnan(recorded(PATH, gradients=PATH[1:]).losses).all()


def test_what_is_given_goes_before_what_is_computed(tmp_path):
    np.savez(tmp_path / "run.npz", points=PATH, losses=[4, 3, 2, 1], gradients=PATH[1:])
    run = recorded(tmp_path / "run.npz", [8, 7, 6, 5], loss=BOWL)
    assert run.losses.tolist() == [8, 7, 6, 5]
    np.testing.assert_array_equal(run.gradients, PATH[1:])
    run = recorded(PATH, [8, 7, 6, 5], loss=BOWL)
    np.testing.assert_array_equal(run.gradients, BOWL.gradient(PATH[:-1]))


@pytest.mark.parametrize(
    ("points", "losses", "at"),
    [
        ([[1.0], [2.0], [np.nan], [3.0]], None, 2),
        ([[1.0], [2.0], [np.inf], [3.0]], [1, 2, 3, 4], 2),
        ([[1.0], [2.0], [3.0], [4.0]], [1, np.nan, 3, 4], 1),
        ([[1.0], [2.0], [3.0], [4.0]], [1e-3, 2, 1.01e9, 4], 2),
        ([[1.0], [2.0], [3.0], [4.0]], [-1e-3, 2, 0.99e9, 4], -1),
        ([[1.0], [2.0], [3.0], [4.0]], [0, 2, 1e30, 4], -1),
    ],
)
def test_divergence(points, losses, at):
    run = recorded(points, losses)
    assert run.diverged_at == at
    if at >= 0:
        assert np.isfinite(run.points).all()
        assert (run.points[at:] == run.points[at]).all()
        assert (run.velocities[at:] == 0).all()


def test_the_log_is_copied_and_locked():
    path, losses, slopes = PATH.copy(), np.array([4.0, 3.0, 2.0, 1.0]), np.ones((3, 2))
    run = recorded(path, losses, gradients=slopes)
    for given, kept in ((path, run.points), (losses, run.losses), (slopes, run.gradients)):
        given += 9
        assert not np.isclose(given, kept).any()
    assert not any(array.flags.writeable for array in (run.points, run.losses, run.gradients, run.velocities))


def test_a_run_may_stand_still():
    np.testing.assert_array_equal(recorded([PATH[0], PATH[0], PATH[1]]).points, PATH[[0, 0, 1]])


def test_a_single_point():
    run = recorded([[1.0, 2.0]], loss=BOWL)
    assert (run.points.shape, run.gradients.shape, run.losses.tolist()) == ((1, 2), (0, 2), [8.5])
