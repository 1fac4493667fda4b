function violation = ghd_conservation(r, density, current, n)
% VIOLATION = GHD_CONSERVATION(R, DENSITY, CURRENT, N)
%   integral over zeta of [q - q_L theta(-zeta) - q_R theta(zeta)] minus (j_L - j_R), which the continuity equation makes zero.
%   For files with rays: {auto: N}, whose rays reach from one edge of the light cone to the other.
  if ~r.auto_rays
    error('ghd:rays', 'this needs rays: {auto: N}');
  end
  [q, ~, ~, weight] = ghd_profile(r, density, n);
  excess = sum(weight .* q) - ghd_bulk(r, 'left', 'light_cone', n) * ghd_bulk(r, 'left', density, n) ...
         - ghd_bulk(r, 'right', 'light_cone', n) * ghd_bulk(r, 'right', density, n);
  violation = excess - (ghd_bulk(r, 'left', current, n) - ghd_bulk(r, 'right', current, n));
end
