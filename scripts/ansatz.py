"""The energy current at zeta = 0 between two temperatures: generalised hydrodynamics against the ansatz of De Luca, Viti, Mazza and Rossini, Phys. Rev. B 90, 161101 (2014).

    import ansatz
    model = ansatz.Model(1, 3)                                        # gamma = pi/3
    ansatz.current(model, beta_left=1, beta_right=2)                  # <j1> of the ansatz
    ansatz.current_of_fillings(model, beta_left=1, beta_right=2)      # <j1> of generalised hydrodynamics, as bin/xxz-ghd computes it by other means

The ansatz takes fillings from thermal equations whose driving terms have beta_L where a species moves to the right and beta_R where it moves to the left:

    ln eta_j = d_j + sum_k sigma_k T_jk * ln(1 + 1/eta_k)

  "strings"  d_j = beta(v_j) e_j: the driving term of every string has the temperature that its velocity says;
  "spinons"  only the first string is driven, by beta(v_1) times the energy -pi sin(gamma) s of a hole in the sea of the ground state, s = 1/(2 gamma cosh(pi lambda/gamma)),
             as in the decoupled form of Takahashi and Suzuki: d_j = beta(v_1) e_j with e_j = K_j * s, the Fourier transform of K_j being that of a_j times 2 cosh(gamma omega/2).

Both are thermal at equal temperatures. In the state of generalised hydrodynamics fillings themselves, not driving terms, come from the two sides.
Functions live on Gauss-Legendre panels that begin and end where v_k changes sign, kernels are dense, nonlinear equations are solved by Newton's method.
Nothing here is shared with the program but the formulas of docs/method.md. Units: J = hbar = k_B = lattice spacing = 1.
"""

from fractions import Fraction

import numpy as np

NODES = 14  # of a panel


class Model:
    """Strings and kernels of gamma = pi P/Q (Takahashi and Suzuki); docs/method.md, section 1."""

    def __init__(self, num, den):
        self.num, self.den = num, den
        self.gamma, self.delta = np.pi * num / den, np.cos(np.pi * num / den)
        self.length, self.parity, self.sign = strings(Fraction(den, num))
        self.size = len(self.length)
        self.angle = [self.reduced_angle(n, v) for n, v in zip(self.length, self.parity)]
        self.kernel = [[self.kernel_terms(j, k) for k in range(self.size)] for j in range(self.size)]

    def reduced_angle(self, n, parity):
        """theta = n gamma + (1 - parity) pi/2 in [0, 2 pi); 0 where a_theta vanishes."""
        steps = (n * self.num + (0 if parity > 0 else self.den)) % (2 * self.den)
        return 0.0 if (n * self.num) % self.den == 0 else np.pi * steps / self.den

    def kernel_terms(self, j, k):
        """T_jk = sum of factor a_theta: {theta: factor}."""
        nj, nk, parity = self.length[j], self.length[k], self.parity[j] * self.parity[k]
        lengths = [(abs(nj - nk), 1)] * (nj != nk) + [(n, 2) for n in range(abs(nj - nk) + 2, nj + nk, 2)] + [(nj + nk, 1)]
        terms = {}
        for n, factor in lengths:
            theta = self.reduced_angle(n, parity)
            if theta:
                terms[theta] = terms.get(theta, 0) + factor
        return terms

    def energy(self, k, x):
        """Bare energy and its derivative."""
        a, slope = a_theta(self.angle[k], x)
        return -np.pi * np.sin(self.gamma) * a, -np.pi * np.sin(self.gamma) * slope

    def kernel_values(self, j, k, x):
        return sum((factor * a_theta(theta, x)[0] for theta, factor in self.kernel[j][k].items()), np.zeros_like(x))

    def limits(self):
        """x_k = ln eta_k at infinite rapidity, where driving terms are nothing and kernels their integrals 1 - theta/pi."""
        weight = np.array([[sum(factor * (1 - theta / np.pi) for theta, factor in terms.items()) for terms in row] for row in self.kernel])
        x = np.zeros(self.size)
        for _ in range(200):
            residual = x - weight @ (self.sign * np.logaddexp(0, -x))
            step = np.linalg.solve(np.eye(self.size) + weight * (self.sign / (1 + np.exp(x))), -residual)
            x += step / max(1, np.max(np.abs(step)))
            if np.max(np.abs(step)) < 1e-14:
                return x
        raise ArithmeticError("no fillings at infinite rapidity")


def strings(ratio):
    """Lengths, parities and signs of all species for Q/P = ratio."""
    terms, rest = [], ratio
    while rest:
        terms.append(int(rest))
        rest = 1 / (rest - terms[-1]) if rest != terms[-1] else 0
    if len(terms) > 1 and terms[-1] == 1:
        terms[-2:] = [terms[-2] + 1]
    y, p = [0, 1], [ratio, Fraction(1)]
    for term in terms:
        y.append(y[-2] + term * y[-1])
        p.append(p[-2] - term * p[-1])
    length, sign, parity, first = [], [], [], 0
    for i, term in enumerate(terms):
        for step in range(0 if i else 1, term):
            length.append(y[i] + step * y[i + 1])
            sign.append((-1) ** i)  # of (-1)^i (p_i - step p_(i+1)), whose bracket is positive
        first += term
    length.append(y[len(terms)])
    sign.append((-1) ** len(terms))
    for j, n in enumerate(length, 1):
        parity.append(-1 if j == terms[0] else 1 - 2 * (int((n - 1) / ratio) % 2))
    return length, parity, np.array(sign)


def a_theta(theta, x):
    """a_theta(x) = sin theta / (pi (cosh 2x - cos theta)) and its derivative; theta = 0 stands for nothing."""
    if theta == 0:
        return np.zeros_like(x), np.zeros_like(x)
    below = 2 * (np.sinh(x) ** 2 + np.sin(theta / 2) ** 2)  # without the cancellation of cosh 2x - cos theta
    a = np.sin(theta) / (np.pi * below)
    return a, -2 * a * np.sinh(2 * x) / below


def panel_ends(width, reach):
    """Panels that grow with |x|: what lives there falls off as exp(-2 |x|), and needs fewer digits of its own."""
    ends = [0.0]
    while ends[-1] < reach:
        ends.append(ends[-1] + width * max(1.0, ends[-1] / 2))
    return np.array([-end for end in ends[:0:-1]] + ends)


class Panels:
    """Nodes of all species one after the other, in panels that begin and end at cut[k]."""

    def __init__(self, model, cut, refine=1, reach=9.0):
        ends = panel_ends(min(0.4, np.pi / (1.5 * model.den)) / refine, reach)
        base, weight = np.polynomial.legendre.leggauss(NODES)
        half = np.diff(ends)[:, None] / 2
        nodes = (ends[:-1, None] + half * (base + 1)).ravel()
        self.model, self.cut = model, np.array(cut)
        self.x = np.concatenate([c + nodes for c in cut])
        self.right = np.tile(nodes > 0, model.size)  # of the cut
        self.weight = np.tile((half * weight).ravel(), model.size)
        self.part = [slice(k * len(nodes), (k + 1) * len(nodes)) for k in range(model.size)]
        self.species = np.repeat(np.arange(model.size), len(nodes))
        self.source = self.weight * model.sign[self.species]  # what sums over k int dlambda sigma_k have in common
        self.energy, self.slope = (np.concatenate(parts) for parts in zip(*(model.energy(k, self.x[self.part[k]]) for k in range(model.size))))
        self.kernel = np.concatenate([self.kernel_rows(k, self.x[self.part[k]]) for k in range(model.size)])

    def kernel_rows(self, j, x):
        """T_jk(x - x') for all k and nodes x'."""
        return np.concatenate([self.model.kernel_values(j, k, x[:, None] - self.x[None, self.part[k]]) for k in range(self.model.size)], axis=1)


class Thermal:
    """Fillings that solve the thermal equations with the given driving terms on the nodes."""

    def __init__(self, panels, drive, guess=None):
        self.panels, limits = panels, panels.model.limits()
        self.limit = limits[panels.species]
        self.beyond = np.logaddexp(0, -self.limit)
        y = drive if guess is None else guess
        for _ in range(100):
            filling = 1 / (1 + np.exp(self.limit + y))
            residual = y - drive - panels.kernel @ self.excess(y)
            step = np.linalg.solve(np.eye(len(y)) + panels.kernel * (panels.source * filling), -residual)
            largest = np.max(np.abs(step))
            y = y + step * (2 / largest if largest > 2 else 1)
            if largest < 1e-8:  # what is left is its square
                break
        else:
            raise ArithmeticError("Newton's method does not converge")
        self.y, self.filling = y, 1 / (1 + np.exp(self.limit + y))

    def excess(self, y):
        """sigma_k [ln(1 + 1/eta_k) - its limit], times the weights of the quadrature."""
        return self.panels.source * (np.logaddexp(0, -self.limit - y) - self.beyond)

    def filling_at(self, other, beta):
        """Fillings at the nodes of other panels, of a state with one beta everywhere."""
        model, excess, values = self.panels.model, self.excess(self.y), []
        for k in range(model.size):
            x = other.x[other.part[k]]
            ln_eta = model.limits()[k] + beta * model.energy(k, x)[0] + self.panels.kernel_rows(k, x) @ excess
            values.append(1 / (1 + np.exp(ln_eta)))
        return np.concatenate(values)


class Dressed:
    """(e')^dr in a state with given fillings, the energy current, and where velocities change sign."""

    def __init__(self, panels, filling):
        self.panels, self.filling = panels, filling
        self.slope = np.linalg.solve(np.eye(len(filling)) + panels.kernel * (panels.source * filling), panels.slope)

    def current(self):
        """<j1> = sum_k int e_k sigma_k theta_k (e'_k)^dr / 2 pi."""
        p = self.panels
        return np.sum(p.source * p.energy * self.filling * self.slope) / (2 * np.pi)

    def zeros(self):
        """Where (e'_k)^dr changes sign: Newton's method from the old place on the function that the integral equation continues off the nodes."""
        p, places = self.panels, self.panels.cut.copy()
        for k in range(p.model.size):
            dressed = lambda x, k=k: p.model.energy(k, x)[1] - p.kernel_rows(k, x) @ (p.source * self.filling * self.slope)
            for _ in range(20):
                low, here, high = dressed(places[k] + 1e-3 * np.array([-1.0, 0.0, 1.0]))
                move = -2e-3 * here / (high - low)
                places[k] += np.clip(move, -0.3, 0.3)
                if abs(move) < 1e-12:
                    break
        return places

    def one_sign_each(self):
        """Whether right-movers are exactly what lies to the right of the cut, in every species; beyond a thousandth of the maximum the sign is not worth having."""
        p = self.panels
        forward = p.model.sign[p.species] * self.slope > 0
        lively = np.concatenate([np.abs(self.slope[s]) > 1e-3 * np.max(np.abs(self.slope[s])) for s in p.part])
        return bool(np.all(forward[lively] == p.right[lively]))


def fixed_point(model, filling_on, refine):
    """Moves the cuts until velocities change sign there. filling_on(panels) gives the fillings for given cuts."""
    cut = np.zeros(model.size)
    for _ in range(30):
        panels = Panels(model, cut, refine)
        state = Dressed(panels, filling_on(panels))
        new = state.zeros()
        if np.max(np.abs(new - cut)) < 1e-10:  # the current depends on the cuts in second order only
            if not state.one_sign_each():
                raise ArithmeticError("a velocity changes sign more than once")
            return state
        cut = new
    raise ArithmeticError("the zeros of the velocities do not settle")


def drive_strings(panels, beta):
    return beta * panels.energy


def drive_spinons(panels, beta):
    model, gamma = panels.model, panels.model.gamma
    first = panels.part[0]
    spinon = -np.pi * np.sin(gamma) / (2 * gamma) * beta[first] / np.cosh(np.pi * panels.x[first] / gamma)
    drive = np.zeros_like(panels.x)
    for j, part in enumerate(panels.part):
        # 2 cosh(gamma omega/2) sinh((pi - theta) omega/2) = sinh((pi - theta - gamma) omega/2) + sinh((pi - theta + gamma) omega/2): two kernels, or delta functions
        lower, upper = model.angle[j] - gamma, model.angle[j] + gamma
        if lower < -1e-12 or upper > 2 * np.pi + 1e-12:
            raise ValueError(f"at gamma = {model.num} pi/{model.den} species {j + 1} cannot be driven through the first")
        distance = panels.x[part][:, None] - panels.x[None, first]
        for angle, delta in ((lower, lower < 1e-12), (upper, -(upper > 2 * np.pi - 1e-12))):
            drive[part] += delta * spinon if delta else a_theta(angle, distance)[0] @ (panels.weight[first] * spinon)
    return drive


DRIVES = {"strings": drive_strings, "spinons": drive_spinons}


def current(model, beta_left, beta_right, drive="strings", refine=1):
    """<j1> at zeta = 0 of the ansatz; drive: what the two temperatures are given to, "strings" or "spinons" (not at all gamma)."""
    last = {}

    def filling_on(panels):
        state = Thermal(panels, DRIVES[drive](panels, np.where(panels.right, beta_left, beta_right)), last.get("y"))
        last["y"] = state.y
        return state.filling

    return fixed_point(model, filling_on, refine).current()


def current_of_fillings(model, beta_left, beta_right, refine=1):
    """<j1> at zeta = 0 of generalised hydrodynamics: fillings of the two thermal states, by the sign of the velocity."""
    panels = Panels(model, np.zeros(model.size), refine)
    sides = [(Thermal(panels, beta * panels.energy), beta) for beta in (beta_left, beta_right)]

    def filling_on(panels):
        left, right = (state.filling_at(panels, beta) for state, beta in sides)
        return np.where(panels.right, left, right)

    return fixed_point(model, filling_on, refine).current()
