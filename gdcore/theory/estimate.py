"""The distribution of the least squares estimate over drawings of the noise."""

from __future__ import annotations

import numpy as np

from gdcore._arrays import Array, not_negative
from gdcore.losses import LeastSquares, name_of
from gdcore.theory.spectrum import spectrum


def estimate_covariance(loss: LeastSquares, noise: float | None = None) -> Array:
    """The covariance s^2 (X'X)^-1 of the minimiser, if the targets' noise were drawn anew.

    With the features as they are and Gaussian noise of standard deviation s, the minimiser is N(w, s^2
    (X'X)^-1) about the true weights w (Gauss 1823; Seber and Lee, "Linear regression analysis", 2003,
    theorem 3.5). Without a known s, s^2 is estimated without bias as |X w* - y|^2 / (n - d), of n rows and d
    weights.

    Parameters
    ----------
    loss : LeastSquares
    noise : float, optional
        s, at least 0, in target units.

    Returns
    -------
    (d, d) array
        Symmetric; O(d^3) operations.

    Raises
    ------
    ValueError
        If the loss is no LeastSquares, the noise is out of its range, or it is to be estimated and there are
        no more rows than weights.

    Examples
    --------
    >>> import numpy as np
    >>> from gdcore import LeastSquares, linear_data
    >>> loss = LeastSquares(linear_data(100, [6, 5], 2, noise=3, rng=np.random.default_rng(0)))
    >>> np.sqrt(np.diag(estimate_covariance(loss))).round(2).tolist()  # standard errors
    [0.34, 0.35, 0.36]
    """
    if not isinstance(loss, LeastSquares):
        raise ValueError(f"loss is {name_of(loss)}, but expected a LeastSquares, whose targets have noise")
    if noise is None and loss.n == loss.dim:
        raise ValueError(
            f"noise is None, but {loss.n} rows for {loss.dim} weights leave nothing to estimate it from:"
            " give it, or more rows"
        )
    if noise is None:
        variance = loss.minimum * loss.n / (loss.n - loss.dim)
    else:
        with np.errstate(over="ignore"):
            variance = float(np.square(not_negative("noise", noise)))
    sizes, basis = spectrum(loss)
    root = basis.T / sizes
    with np.errstate(all="ignore"):
        return np.asarray(variance / loss.n * (root @ root.T))
